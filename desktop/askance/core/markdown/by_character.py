"""Rules picked by the character they begin at, instead of asking all of them at every place.

Nearly all of the engine's rules begin with a look at one character and give up; asking a dozen of
them at each word and line was most of what reading cost. Which characters a rule can begin at is
said in `engine`; one that is not named there is asked everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.parser_inline import RuleFuncInlineType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_CHAINS = ("", "paragraph", "reference", "blockquote", "list")


class InlineRuler(Ruler[RuleFuncInlineType]):
    """The active rules of another ruler as one. `beginnings` are the characters by rule."""

    def __init__(self, ruler: Ruler[RuleFuncInlineType], beginnings: Mapping[str, str]) -> None:
        super().__init__()
        rules = list(zip(ruler.get_active_rules(), ruler.getRules(), strict=True))
        anywhere = tuple(rule for name, rule in rules if name not in beginnings)
        # Where another rule may begin, the rule for plain text never does.
        by_character = {
            character: tuple(
                rule
                for name, rule in rules
                if character in beginnings.get(name, "") or (name == "text" and character.isalpha())
            )
            for character in "".join(beginnings.values())
        }

        def only(state: StateInline, silent: bool) -> bool:
            for each in by_character.get(state.src[state.pos], anywhere):
                if each(state, silent):
                    return True
            return False

        self._rules: list[RuleFuncInlineType] = [only]

    def getRules(self, chainName: str = "") -> list[RuleFuncInlineType]:  # noqa: N802, N803 - theirs
        return self._rules


class BlockRuler(Ruler[RuleFuncBlockType]):
    """The active rules of another ruler as one for each chain. A line that begins with an unusual
    blank is shown to all rules: some of them strip it.
    """

    def __init__(self, ruler: Ruler[RuleFuncBlockType], beginnings: Mapping[str, str]) -> None:
        super().__init__()
        self._active = ruler.get_active_rules()
        names = dict(zip(ruler.getRules(), self._active, strict=True))
        self._chains = {
            chain: [
                _block_rule([(names[rule], rule) for rule in ruler.getRules(chain)], beginnings)
            ]
            for chain in _CHAINS
        }

    def getRules(self, chainName: str = "") -> list[RuleFuncBlockType]:  # noqa: N802, N803 - theirs
        return self._chains[chainName]

    def get_active_rules(self) -> list[str]:
        return self._active


def _block_rule(
    rules: list[tuple[str, RuleFuncBlockType]], beginnings: Mapping[str, str]
) -> RuleFuncBlockType:
    everything = tuple(rule for _, rule in rules)
    anywhere = tuple(rule for name, rule in rules if name not in beginnings)
    by_character = {
        character: tuple(
            rule for name, rule in rules if character in beginnings.get(name, character)
        )
        for character in "".join(beginnings.values())
    }

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        character = state.src[at : at + 1]
        chosen = by_character.get(character)
        if chosen is None:
            chosen = anywhere if character and not character.isspace() else everything
        for each in chosen:  # noqa: SIM110 - a generator costs as much as a rule
            if each(state, start, end, silent):
                return True
        return False

    return rule
