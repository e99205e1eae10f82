package dev.tidings.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeaturesTest {
    private final List<String> calls = new ArrayList<>();
    private final Features features = new Features();

    /** Records its calls, and fails in the method contained in its name. */
    private final class Noted implements Feature {
        private final String name;
        private final String failing;

        Noted(String name, String failing) {
            this.name = name;
            this.failing = failing;
        }

        private void note(String step) {
            calls.add(step + " " + name);
            if (step.equals(failing)) {
                throw new IllegalStateException(name + " does not " + step);
            }
        }

        @Override
        public void start() {
            note("start");
        }

        @Override
        public void drain() {
            note("drain");
        }

        @Override
        public void stop() {
            note("stop");
        }

        @Override
        public Optional<String> obstacle() {
            return failing.equals("obstacle") ? Optional.of(name + " is not ready") : Optional.empty();
        }
    }

    private void add(String name) {
        add(name, "");
    }

    private void add(String name, String failing) {
        features.add(new Noted(name, failing));
    }

    @Test
    void they_start_in_order_and_all_drain_in_reverse_before_the_first_stops() {
        add("port");
        add("lanes");
        add("intake");

        features.start();
        features.stop();
        features.stop();

        assertThat(calls)
                .containsExactly(
                        "start port",
                        "start lanes",
                        "start intake",
                        "drain intake",
                        "drain lanes",
                        "drain port",
                        "stop intake",
                        "stop lanes",
                        "stop port");
    }

    @Test
    void after_a_failed_start_only_started_features_drain_and_all_stop() {
        add("port");
        add("lanes", "start");
        add("intake");

        assertThatThrownBy(features::start).hasMessage("lanes does not start");
        features.stop();

        assertThat(calls)
                .containsExactly("start port", "start lanes", "drain port", "stop intake", "stop lanes", "stop port");
    }

    @Test
    void a_feature_that_fails_to_drain_or_stop_does_not_prevent_others_from_stopping() {
        add("port");
        add("lanes", "drain");
        add("intake", "stop");
        features.start();

        features.stop();

        assertThat(calls).endsWith("drain lanes", "drain port", "stop intake", "stop lanes", "stop port");
    }

    @Test
    void resources_close_in_order_even_if_later_features_fail() {
        features.closing(() -> calls.add("close folder"));
        features.closing(() -> {
            calls.add("close store");
            throw new java.io.IOException("disk");
        });
        add("lanes");

        features.stop();

        assertThat(calls).containsExactly("stop lanes", "close store", "close folder");
    }

    @Test
    void the_first_obstacle_is_the_reason_for_not_being_ready() {
        assertThat(features.obstacle()).isEmpty();
        add("port");
        add("store", "obstacle");
        add("lanes", "obstacle");

        assertThat(features.obstacle()).hasValue("store is not ready");
    }
}
