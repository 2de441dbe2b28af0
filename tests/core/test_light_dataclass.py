"""Light dataclasses are what the standard library's are."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import typing
from functools import cached_property

import pytest

from backfill_assistant.core.light_dataclass import light_dataclass


class Plain:
    """A class of every kind of field."""

    number: int
    text: str = "a"
    many: list[int] = dataclasses.field(default_factory=list)
    unseen: int = dataclasses.field(default=3, repr=False, compare=False)
    own: list[str] = dataclasses.field(init=False, default_factory=lambda: ["x"])
    later: int = dataclasses.field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "later", self.number + 1)

    @cached_property
    def double(self) -> int:
        return 2 * self.number


def both(**options):
    for make in (dataclasses.dataclass, light_dataclass):
        own = {name: value for name, value in vars(Plain).items() if name not in ("__dict__", "__weakref__")}
        yield make(frozen=True, **options)(type("Plain", (), own))


STANDARD, LIGHT = both()
GIVEN = [((1,), {}), ((1, "b", [2]), {}), ((2,), {"unseen": 4}), ((), {"number": 1, "many": [5]}), ((1, "a", [], 9), {})]


@pytest.mark.parametrize(("words", "named"), GIVEN)
def test_the_same_words_make_the_same(words, named):
    standard, light = STANDARD(*words, **named), LIGHT(*words, **named)
    assert dataclasses.asdict(light) == dataclasses.asdict(standard)
    assert (repr(light), light.later, light.double) == (repr(standard), standard.later, standard.double)
    changed = dataclasses.replace(light, text="z")
    assert (changed.text, changed.number, light.text) == ("z", standard.number, standard.text)
    assert copy.deepcopy(light) == light


@pytest.mark.parametrize("words", [((), {}), ((1, 2, 3, 4, 5), {}), ((1,), {"other": 1}), ((1,), {"own": []})])
def test_other_words_are_refused(words):
    for cls in (STANDARD, LIGHT):
        with pytest.raises(TypeError):
            cls(*words[0], **words[1])


def test_equal_values_are_equal_and_hash_alike():
    one, two, other = LIGHT(1, many=(2,), unseen=1), LIGHT(1, many=(2,), unseen=2), LIGHT(2, many=(2,))
    for each in (one, two, other):
        object.__setattr__(each, "own", ())
    assert one == two != other
    assert hash(one) == hash(two)
    assert one != STANDARD(1, many=(2,))
    assert len({one, two, other}) == 2
    never = float("nan")
    assert LIGHT(never) == LIGHT(never)


def test_nothing_changes():
    light = LIGHT(1)
    for change in (lambda: setattr(light, "number", 2), lambda: setattr(light, "new", 2), lambda: delattr(light, "number")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            change()
    assert LIGHT(1).many is not LIGHT(1).many


def test_without_eq_each_is_only_itself():
    _, light = both(eq=False)
    assert light(1) != light(1)
    assert len({light(1), light(1)}) == 2


def test_it_looks_alike_to_whoever_asks():
    for ask in (
        typing.get_type_hints,
        lambda cls: cls.__match_args__,
        lambda cls: [field.name for field in dataclasses.fields(cls)],
    ):
        assert ask(LIGHT) == ask(STANDARD)
    assert list(inspect.signature(LIGHT).parameters) == list(inspect.signature(STANDARD).parameters)
    assert LIGHT.__init__.__annotations__ == STANDARD.__init__.__annotations__


@light_dataclass(frozen=True)
class Own:
    """Has methods of its own."""

    number: int

    def __repr__(self) -> str:
        return "own"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own)


def test_methods_of_its_own_stay():
    assert (repr(Own(1)), Own(1) == Own(2), pickle.loads(pickle.dumps(Own(3))).number) == ("own", True, 3)
    assert hash(Own(1)) == hash(Own(1)) != hash(Own(2))


def test_what_is_not_known_is_refused():
    with pytest.raises(TypeError):
        light_dataclass(frozen=False)
    with pytest.raises(TypeError):
        light_dataclass(frozen=True)(type("Named", (), {"__annotations__": {"a": "int"}, "a": dataclasses.field(kw_only=True)}))
