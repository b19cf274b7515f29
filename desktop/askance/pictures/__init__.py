"""Pictures from elsewhere: decoding within bounds, and encoding for the wire."""

from askance.pictures.codec import PillowCodec
from askance.pictures.data_url import picture_from_data_url
from askance.pictures.kinds import kind_of

__all__ = ["PillowCodec", "kind_of", "picture_from_data_url"]
