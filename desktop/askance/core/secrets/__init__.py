"""What must be covered before a picture leaves: keys, passwords, cards, accounts, addresses.

Pure. Text that was read confuses characters of one shape (O and 0, l and 1, S and 5, B and 8), so
every fixed word of a pattern takes its look-alikes, and sums are checked over what was meant. Found
too much costs a look, found too little costs a secret; yet hashes, UUIDs, dates and paths are none.
"""

from __future__ import annotations

from askance.core.secrets.finding import find_secrets
from askance.core.secrets.kinds import SecretKind

__all__ = ["SecretKind", "find_secrets"]
