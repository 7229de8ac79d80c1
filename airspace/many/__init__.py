"""Many paths against one border at once: what the single check answers, for a hundred thousand copies of a track.

``plane``: places over ground in the plane of a theatre, and back. ``raster``: how far from a place the border is at
least, and which edges are near. ``march``: where paths cross it. ``stays``: from crossings to stays. ``near`` and
``deep``: how deep they go. ``check``: the question and its answer. No module loops over paths.
"""
