"""There is no way around the cleaning: every function that ends a round, or takes one away, is looked for and must do it."""

import ast

from django.conf import settings

DATES = {"closed_at", "cancelled_at"}
# What is closed or cancelled there is no round.
OTHER_THINGS = {
    "governance.assemblies.actions.holding.close_meeting",
    "members.imports.actions.requesting.cancel",
    "members.imports.actions.processing.forget",
}


def test_every_act_that_ends_a_round_passes_by_the_same_function():
    ending_acts = {name: calls for name, calls in functions() if name not in OTHER_THINGS}
    assert set(ending_acts) == {
        f"votes.tally.actions.{name}" for name in ("_close", "cancel", "wipe", "discard")
    }
    assert {name for name, calls in ending_acts.items() if "unlink" not in calls} == set()


def functions():
    """Every function of the house that gives a round its end, or takes it away; and what it calls."""
    for room in ("config", "core", "members", "votes", "governance"):
        for path in sorted((settings.BASE_DIR / room).rglob("*.py")):
            text = path.read_text()
            if "migrations" not in path.parts and any(word in text for word in (*DATES, "delete(")):
                module = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
                for node in ast.walk(ast.parse(text)):
                    if isinstance(node, ast.FunctionDef) and ends_something(node):
                        yield f"{module}.{node.name}", called(node)


def ends_something(function):
    rounds = {arg.arg for arg in function.args.args if ast.unparse(arg.annotation or ast.Pass()) == "Round"}
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in DATES:
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in {"update", "create"} and DATES & {word.arg for word in node.keywords}:
                return True
            owner = ast.unparse(node.func.value)
            if node.func.attr in {"delete", "_raw_delete"} and (
                owner in rounds or owner.startswith("Round.")
            ):
                return True
    return False


def called(function):
    return {
        node.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
