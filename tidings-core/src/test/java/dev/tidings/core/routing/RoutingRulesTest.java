package dev.tidings.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutingRulesTest {
    private final RoutingRules rules = new RoutingRules(Map.of(
            "build.failed", List.of("email"),
            "build.*", List.of("webhook"),
            "build.nightly.*", List.of("push")));

    @Test
    void exact_types_and_longer_prefixes_take_precedence() {
        assertThat(rules.channelsOf("build.failed")).contains(List.of("email"));
        assertThat(rules.channelsOf("build.done")).contains(List.of("webhook"));
        assertThat(rules.channelsOf("build.nightly.done")).contains(List.of("push"));
    }

    @Test
    void a_type_without_a_rule_has_no_channels() {
        assertThat(rules.channelsOf("order.shipped")).isEmpty();
        assertThat(rules.channelsOf("build")).isEmpty();
        assertThat(RoutingRules.NONE.channelsOf("build.failed")).isEmpty();
    }

    @Test
    void a_rule_without_a_channel_is_refused() {
        assertThatThrownBy(() -> new RoutingRules(Map.of("build.*", List.of())))
                .hasMessage("the rule for build.* has no channel");
    }

    @Test
    void a_star_matches_all_other_types() {
        RoutingRules all = new RoutingRules(Map.of("*", List.of("webhook"), "a.*", List.of("email")));
        assertThat(all.channelsOf("b")).contains(List.of("webhook"));
        assertThat(all.channelsOf("a.b")).contains(List.of("email"));
    }
}
