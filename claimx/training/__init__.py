"""Making a model: gold readers, the network's losses, the training loop and the export (extra: ``claimx[train]``)."""
