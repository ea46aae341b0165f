"""The page's own files: served from the package, and MapLibre from its installed wheel. Nothing comes from another host."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response

PAGE = Path(__file__).parent / "page"

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self';"
        " worker-src blob:; child-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""MapLibre runs its worker from a blob. Links to articles tell nobody where they were clicked."""

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".geojson": "application/geo+json",
    ".svg": "image/svg+xml",
}


@cache
def _map_library() -> Path:
    """Where is MapLibre GL? Found without importing its Python side, which is not needed."""
    spec = importlib.util.find_spec("maplibre")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("maplibre")
    return Path(spec.origin).parent / "srcjs"


@cache
def page_files() -> dict[str, Path]:
    """Which path shows which file?"""
    files = {f"/page/{file.name}": file for file in sorted(PAGE.iterdir()) if file.suffix in _TYPES}
    files["/"] = files.pop("/page/index.html")
    for name in ("maplibre-gl.js", "maplibre-gl.css"):
        files[f"/page/{name}"] = _map_library() / name
    return files


def add_page(api: FastAPI) -> None:
    """Adds the page's files; they hold no data, so they need no token."""

    def serve(path: str, file: Path) -> None:
        @api.api_route(path, methods=["GET", "HEAD"], include_in_schema=False)
        async def page_file() -> Response:
            return FileResponse(file, media_type=_TYPES[file.suffix], headers={"Cache-Control": "no-cache"})

    for path, file in page_files().items():
        serve(path, file)
