"""Words on a picture, selected and copied straight off it: in the overlay and in the viewer."""
