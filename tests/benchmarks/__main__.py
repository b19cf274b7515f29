"""`make bench`: every figure with its baseline in the same run, printed as tables.

Figures are not tests: nothing here fails a build. Run it on a quiet machine and believe the ratios.
"""

from tests.benchmarks import (
    chat_path,
    conversation,
    hotkey_to_pixels,
    idle,
    reading,
    responsiveness,
    start_to_paint,
)


def main() -> None:
    print("\n".join(start_to_paint.run()), flush=True)
    print(flush=True)
    hotkey_to_pixels.main([])
    print(flush=True)
    idle.main([])
    print(flush=True)
    for part in (chat_path, conversation, responsiveness):
        print("\n".join(part.run()), end="\n\n", flush=True)
    reading.main()


if __name__ == "__main__":
    main()
