"""Several people, or several windows of one, at the same instant."""

import threading

from django.db import connections


def at_once(*acts):
    """Do several things at the same instant; gives what they answered, in the order of asking."""
    together, answers = threading.Barrier(len(acts)), {}

    def attempt(k, act):
        together.wait()
        try:
            answers[k] = act()
        except Exception as problem:  # shown by the assertions on what was answered
            answers[k] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt, args=one) for one in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return [answers[k] for k in range(len(acts))]


def posting(sign_in, person, path, *forms):
    """One window of a person for each form, all of them signed in and in use beforehand."""
    windows = [(sign_in(person), form) for form in forms]
    for window, _form in windows:
        window.get("/notices/bell/")
    return [lambda window=window, form=form: window.post(path, form) for window, form in windows]
