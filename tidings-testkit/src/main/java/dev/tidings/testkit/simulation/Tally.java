package dev.tidings.testkit.simulation;

import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.telemetry.EngineListener;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Counts the engine events of many runs. Thread-safe. */
public final class Tally implements EngineListener {
    private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    public Map<String, Integer> counts() {
        return counts;
    }

    @Override
    public void intentReplayed() {
        count("intent replayed");
    }

    @Override
    public void intentRefused(String code) {
        count("intent refused " + code);
    }

    @Override
    public void attempted(String channel, AttemptResult result, @Nullable String code) {
        count("attempt " + result.code());
    }

    @Override
    public void retryScheduled(String channel) {
        count("retry scheduled");
    }

    @Override
    public void deliveryFinished(String channel, String type, DeliveryStatus status, @Nullable String reason) {
        count(status.code() + " " + reason);
    }

    @Override
    public void reclaimed(String channel) {
        count("reclaimed");
    }

    @Override
    public void lateCompletion(String channel) {
        count("late completion");
    }

    @Override
    public void givenBack(String channel) {
        count("given back");
    }

    @Override
    public void endpointBlocked(String channel, String reason) {
        count("blocked " + reason);
    }

    @Override
    public void endpointRecovered(String channel) {
        count("recovered");
    }

    @Override
    public void endpointDisabled(String channel, String reason) {
        count("endpoint disabled " + reason);
    }
}
