"""All ways of sorting cases that figures are made of. Each puts every case into one of a few kinds,
so that the kinds always add up to all cases.
"""

from __future__ import annotations

from collections.abc import Mapping

from helpline.reports.splits.access import SPLITS as _ACCESS
from helpline.reports.splits.custody import SPLITS as _CUSTODY
from helpline.reports.splits.outcomes import SPLITS as _OUTCOMES
from helpline.reports.splits.people import SPLITS as _PEOPLE
from helpline.reports.splits.rights import SPLITS as _RIGHTS
from helpline.reports.splits.service import SPLITS as _SERVICE
from helpline.reports.splits.split import Population as Population
from helpline.reports.splits.split import Split as Split

SPLITS: Mapping[str, Split] = {
    split.id: split for split in (*_PEOPLE, *_ACCESS, *_CUSTODY, *_RIGHTS, *_SERVICE, *_OUTCOMES)
}
