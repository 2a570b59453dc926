"""Published results hold in this core, at the tolerance that the lessons state."""

import numpy as np
import pytest

from autograder.sgd import results


def test_gradient_noise_follows_the_formula_with_and_without_replacement():
    noise = results.gradient_noise()
    assert noise.measured == pytest.approx(noise.formula, rel=0.08)
    assert noise.measured_with_replacement == pytest.approx(
        noise.formula_with_replacement, rel=0.08
    )
    assert noise.slope == pytest.approx(-0.5, abs=0.02)
    # Without the finite-population correction the formula would be far off at B = 512 of 1000.
    assert noise.measured[-1] / noise.formula_with_replacement[-1] < 0.75


def test_gradient_noise_is_exact_over_all_batches():
    measured, formula, bias = results.gradient_noise_of_all_batches()
    assert measured == pytest.approx(formula, abs=1e-12)
    assert bias == pytest.approx(0.0, abs=1e-12)


def test_linear_scaling_holds_until_the_rate_is_too_large():
    scaling = results.linear_scaling()
    moderate = scaling.lr <= 0.32
    assert scaling.scaled[moderate] == pytest.approx(scaling.scaled[0], rel=0.1)
    assert (scaling.unscaled[moderate][1:] > 1.5 * scaling.scaled[moderate][1:]).all()
    too_large = scaling.lr > scaling.largest_lr
    assert too_large.any()
    assert (scaling.scaled[too_large] > 1000 * scaling.scaled[0]).all()


@pytest.fixture(scope="module")
def found() -> results.CriticalBatchSize:
    return results.critical_batch_size()


def test_steps_to_a_target_follow_the_hyperbola_of_the_critical_batch_size(found):
    assert found.fit == pytest.approx(found.steps, rel=0.2)
    window = (found.batch_size >= found.critical / 8) & (found.batch_size <= found.critical * 8)
    assert window.sum() >= 5
    assert ((found.product[window] > 0.7) & (found.product[window] < 1.5)).all()
    assert found.critical / 5 < found.simple_noise_scale < found.critical * 5


def test_scaling_is_perfect_at_first_and_useless_at_last(found):
    assert (found.slope[found.batch_size <= 4] <= -0.85).all()
    assert found.slope[-1] > -0.35


def test_growing_batches_do_what_a_falling_rate_does_in_fewer_updates():
    growth = results.growing_batch_size()
    assert ((growth.ratio > 0.7) & (growth.ratio < 1.4)).all()
    assert (growth.updates_grown, growth.updates_decayed) == (2880, 6144)
    assert growth.constant[-1] > 10 * growth.decayed[-1]


def test_reshuffling_beats_shuffling_once_beats_replacement():
    slope = results.reshuffling().slope
    assert 0.85 < slope["replacement"] < 1.2
    assert 1.85 < slope["once"] < 2.25
    assert slope["reshuffled"] > 1.9
    assert slope["replacement"] < slope["once"] < slope["reshuffled"]


def test_averaged_weights_reach_the_asymptotic_variance():
    averaging = results.polyak_averaging()
    assert averaging.averaged == pytest.approx(averaging.formula, rel=0.25)
    assert averaging.last > 20 * averaging.averaged


def test_stopping_early_is_close_to_a_penalty_on_the_weights():
    shrinkage = results.early_stopping_as_l2()
    assert shrinkage.trained == pytest.approx(shrinkage.stopped, abs=1e-12)
    assert 0.203 < shrinkage.gap.max() <= 0.204
    assert shrinkage.effort[shrinkage.gap.argmax()] == pytest.approx(2.51, abs=0.15)


def test_stopping_early_risks_at_most_1_69_times_ridge():
    bound = results.early_stopping_risk_bound()
    assert bound.ratio.size == 12_000
    assert 1.5 < bound.ratio.max() <= 1.69


def test_gradient_descent_converges_at_the_rate_of_its_condition_number():
    rate = results.gradient_descent_rate()
    assert rate.measured == pytest.approx(rate.formula, abs=1e-6)
    assert np.isclose(rate.formula, 99 / 101)
