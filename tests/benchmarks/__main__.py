"""`make bench`: every figure with its baseline in the same run, printed as tables.

Figures are not tests: nothing here fails a build. Run it on a quiet machine and believe the ratios.
"""

from tests.benchmarks import chat_path, hotkey_to_pixels, reading, start_to_paint


def main() -> None:
    print("\n".join(start_to_paint.run()), flush=True)
    print(flush=True)
    hotkey_to_pixels.main([])
    print(flush=True)
    print("\n".join(chat_path.run()), end="\n\n", flush=True)
    reading.main()


if __name__ == "__main__":
    main()
