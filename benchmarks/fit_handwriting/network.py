"""Fits the pen model's network: one hidden layer, logistic loss, Adam with a falling rate. Pure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ocr.handwriting.outlines import Floats
from ocr.handwriting.pen_model import PenModel

_HIDDEN = 24
_EPOCHS = 30
_BATCH = 512
_RATE = 3e-3
_DECAY = 2e-4
_FARTHEST = 5.0


def fit_network(features: Floats, is_pen: NDArray[np.bool_], *, version: str, seed: int = 0) -> PenModel:
    """The model before calibration (scale 1, shift 0), fitted on a row a word; both classes weigh alike."""
    random = np.random.default_rng(seed)
    centre, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    standard = np.clip((features - centre) / spread, -_FARTHEST, _FARTHEST)
    weight = np.where(is_pen, 0.5 / is_pen.mean(), 0.5 / (1 - is_pen.mean()))
    width = features.shape[1]
    layers = [
        random.normal(0, 1 / np.sqrt(width), (width, _HIDDEN)),
        np.zeros(_HIDDEN),
        random.normal(0, 1 / np.sqrt(_HIDDEN), _HIDDEN),
        np.zeros(1),
    ]
    moments = [(np.zeros_like(layer), np.zeros_like(layer)) for layer in layers]
    step = 0
    for epoch in range(_EPOCHS):
        rate = _RATE * 0.5 * (1 + np.cos(np.pi * epoch / _EPOCHS))
        order = random.permutation(len(standard))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            step += 1
            gradients = _gradients(layers, standard[rows], is_pen[rows], weight[rows])
            for number, (gradient, moment) in enumerate(zip(gradients, moments, strict=True)):
                layers[number] = layers[number] - rate * _adam_step(moment, gradient, step)
    hidden, hidden_bias, output, output_bias = layers
    return PenModel(
        version=version,
        centre=centre,
        spread=spread,
        hidden=hidden,
        hidden_bias=hidden_bias,
        output=output,
        output_bias=float(output_bias[0]),
        scale=1.0,
        shift=0.0,
    )


def _adam_step(moment: tuple[Floats, Floats], gradient: Floats, step: int) -> Floats:
    first, second = moment
    first += 0.1 * (gradient - first)
    second += 0.001 * (np.square(gradient) - second)
    mean, square = first / (1 - 0.9**step), second / (1 - 0.999**step)
    return np.asarray(mean / (np.sqrt(square) + 1e-8), dtype=np.float64)


def _gradients(
    layers: list[Floats], rows: Floats, is_pen: NDArray[np.bool_], weight: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    hidden, hidden_bias, output, output_bias = layers
    active = np.tanh(rows @ hidden + hidden_bias)
    chance = 1 / (1 + np.exp(-(active @ output + output_bias)))
    error = (chance - is_pen) * weight / len(rows)
    back = np.outer(error, output) * (1 - np.square(active))
    return (
        rows.T @ back + _DECAY * hidden,
        back.sum(axis=0),
        active.T @ error + _DECAY * output,
        np.array([error.sum()]),
    )


def raw_scores(model: PenModel, features: Floats) -> Floats:
    """The network's number for each row, before calibration and before the cut."""
    standard = np.clip((features - model.centre) / model.spread, -_FARTHEST, _FARTHEST)
    return np.asarray(np.tanh(standard @ model.hidden + model.hidden_bias) @ model.output + model.output_bias)


def calibrated(model: PenModel, scores: Floats, is_pen: NDArray[np.bool_]) -> PenModel:
    """The model with the scale and shift that suit scores of words whose font was left out of the fit.

    Newton's method on the logistic loss, both classes weighing the same: the result is evidence, not a prior.
    """
    weight = np.where(is_pen, 0.5 / is_pen.mean(), 0.5 / (1 - is_pen.mean()))
    design = np.stack([scores, np.ones_like(scores)], axis=1)
    parameters = np.array([1.0, 0.0])
    for _ in range(20):
        chance = 1 / (1 + np.exp(-design @ parameters))
        gradient = design.T @ (weight * (chance - is_pen))
        curve = (design * (weight * chance * (1 - chance))[:, None]).T @ design
        parameters = parameters - np.linalg.solve(curve, gradient)
    return replace(model, scale=float(parameters[0]), shift=float(parameters[1]))
