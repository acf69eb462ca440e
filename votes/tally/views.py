"""Results as files, for whoever may read what was voted on."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.limits import limited
from votes.tally import access, files


@never_cache
@require_safe
@limited("table")
def result_csv(request: HttpRequest, round_id: int) -> HttpResponse:
    """Download the tables of a result."""
    round_ = access.result(request.user, round_id)
    response = HttpResponse("\ufeff" + files.of_round(round_), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="result-{round_.pk}.csv"'
    return response


@never_cache
@require_safe
@limited("table")
def result_json(request: HttpRequest, round_id: int) -> JsonResponse:
    """Download the facts of a result."""
    round_ = access.result(request.user, round_id)
    response = JsonResponse(files.as_json(round_), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = f'attachment; filename="result-{round_.pk}.json"'
    return response
