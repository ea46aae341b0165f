"""Who ends with a worker, even one that is killed? Whatever imports this: the process that step processes are forked from."""

from __future__ import annotations

from streams.template import end_with_parent

end_with_parent()
