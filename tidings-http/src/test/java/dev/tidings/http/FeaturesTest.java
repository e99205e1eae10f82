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

    /** Notes what is asked of it, and fails where its name says so. */
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
    void after_a_failed_start_only_what_had_started_is_drained_and_everything_is_stopped() {
        add("port");
        add("lanes", "start");
        add("intake");

        assertThatThrownBy(features::start).hasMessage("lanes does not start");
        features.stop();

        assertThat(calls)
                .containsExactly("start port", "start lanes", "drain port", "stop intake", "stop lanes", "stop port");
    }

    @Test
    void one_that_fails_to_drain_or_to_stop_keeps_no_other_from_stopping() {
        add("port");
        add("lanes", "drain");
        add("intake", "stop");
        features.start();

        features.stop();

        assertThat(calls).endsWith("drain lanes", "drain port", "stop intake", "stop lanes", "stop port");
    }

    @Test
    void resources_close_in_their_place_whatever_the_ones_after_them_do() {
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
    void the_first_in_the_list_says_why_the_server_is_not_ready() {
        assertThat(features.obstacle()).isEmpty();
        add("port");
        add("store", "obstacle");
        add("lanes", "obstacle");

        assertThat(features.obstacle()).hasValue("store is not ready");
    }
}
