"""What all parts of a playbook share: unknown keys are errors, nothing changes, words are in two languages."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

#: Names that may stand in keys and addresses.
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
#: A kind of event, or a category within it: "complaint", "finding/usage-weak".
KindName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*)?$")]
#: A field of a customer or an event: one of ours, or one that the import kept under this name.
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Strict(BaseModel):
    """A part of a playbook file; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Strict):
    """One wording in the two languages of our customers."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)

    def in_language(self, language: str) -> str:
        """Chinese for `zh`, else English."""
        return self.zh if language.startswith("zh") else self.en
