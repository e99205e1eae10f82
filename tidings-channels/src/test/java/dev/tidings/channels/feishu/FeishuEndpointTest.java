package dev.tidings.channels.feishu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.problem.ProblemException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeishuEndpointTest {
    private static final FeishuChannel CHANNEL = Feishus.channel(Map.of());
    private static final String BOT = "https://open.feishu.cn/open-apis/bot/v2/hook/" + Feishus.KEY;
    private static final String FLOW = "https://www.feishu.cn/flow/api/trigger-webhook/" + Feishus.KEY;
    private static final EndpointAuth BEARER = new EndpointAuth.Bearer(new Secret("flow-token-0123456789"));

    @AfterAll
    static void stop() {
        CHANNEL.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FLOW,
                BOT,
                "https://open.larksuite.com/open-apis/bot/v2/hook/" + Feishus.KEY,
                "https://open.feishu.cn:443/open-apis/bot/v2/hook/" + Feishus.KEY + "/"
            })
    void addresses_of_flows_and_bots_are_accepted(String url) {
        CHANNEL.checkAddress("address", url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://open.feishu.cn/open-apis/bot/v2/hook/" + Feishus.KEY,
                "https://open.feishu.cn.evil.example/open-apis/bot/v2/hook/" + Feishus.KEY,
                "https://www.feishu.cn/open-apis/bot/v2/hook/" + Feishus.KEY,
                "https://open.feishu.cn/flow/api/trigger-webhook/" + Feishus.KEY,
                "https://open.feishu.cn:8443/open-apis/bot/v2/hook/" + Feishus.KEY,
                "https://open.feishu.cn/open-apis/bot/v2/hook/../../" + Feishus.KEY,
                "https://open.feishu.cn/open-apis/bot/v2/hook/" + Feishus.KEY + "?x=1",
                "https://open.feishu.cn/open-apis/bot/v2/hook/a/" + Feishus.KEY,
                "https://open.feishu.cn/open-apis/bot/v2/hook/"
            })
    void other_addresses_are_refused_without_repeating_the_key(String url) {
        assertThatThrownBy(() -> CHANNEL.checkAddress("address", url))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("address")
                .hasMessageContaining("trigger-webhook")
                .message()
                .doesNotContain(Feishus.KEY);
    }

    @Test
    void a_flow_accepts_a_bearer_token_and_a_bot_a_signing_secret() {
        CHANNEL.checkEndpoint(Feishus.endpoint(FLOW, BEARER, Map.of()));
        CHANNEL.checkEndpoint(Feishus.endpoint(BOT, new EndpointAuth.None(), Map.of("msg_type", "text"), "s3cret"));

        assertThatThrownBy(() -> CHANNEL.checkEndpoint(Feishus.endpoint(BOT, BEARER, Map.of())))
                .hasMessageContaining("auth.type");
        assertThatThrownBy(() ->
                        CHANNEL.checkEndpoint(Feishus.endpoint(FLOW, new EndpointAuth.None(), Map.of(), "s3cret")))
                .hasMessageContaining("secret");
        assertThatThrownBy(() -> CHANNEL.checkEndpoint(
                        Feishus.endpoint(BOT, new EndpointAuth.None(), Map.of("msg_type", "loud"))))
                .hasMessageContaining("settings.msg_type")
                .hasMessageContaining("loud");
    }

    @Test
    void a_bot_is_limited_to_100_messages_per_minute_by_default() {
        assertThat(CHANNEL.rate(Feishus.endpoint(BOT)))
                .satisfies(rate -> assertThat(rate.interval()).isEqualTo(Duration.ofMillis(600)));
        assertThat(CHANNEL.rate(Feishus.endpoint(BOT, new EndpointAuth.None(), Map.of("rate_per_second", "0.5"))))
                .satisfies(rate -> assertThat(rate.interval()).isEqualTo(Duration.ofSeconds(2)));
        assertThat(CHANNEL.rate(Feishus.endpoint(FLOW))).isNull();
    }
}
