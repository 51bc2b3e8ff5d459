"""Cards for programs: queries, the same verbs as on devices, and web forms.

The REST routes come in here, with an account or a form key. Nothing here takes changes from a device; `push` does.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.store.hub.programs import web_form_keys as web_form_keys
else:
    __getattr__ = lazy.submodules(__name__)
