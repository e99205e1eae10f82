package dev.tidings.core.intent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IntentRulesTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private final IntentRules rules = new IntentRules(new IntentLimits(10, 3, 8, 13, 6), List.of("webhook", "email"));

    static Stream<Arguments> broken() {
        return Stream.of(
                refused("producer", IntentBuilder.to("u").producer(" ")),
                refused("producer", IntentBuilder.to("u").producer("a b")),
                refused("producer", IntentBuilder.to("u").producer("-a")),
                refused("type", IntentBuilder.to("u").type("")),
                refused("type", IntentBuilder.to("u").type("a\nb")),
                refused("idempotency_key", IntentBuilder.to("u").key("")),
                overLimit("idempotency_key", IntentBuilder.to("u").key("k".repeat(14))),
                refused("dedupe_key", IntentBuilder.to("u").dedupeKey(" ")),
                overLimit("dedupe_key", IntentBuilder.to("u").dedupeKey("k".repeat(14))),
                refused("ordering_on_dead", IntentBuilder.to("u").halting()),
                refused("ordering_key", IntentBuilder.to("u").orderingKey(" ")),
                overLimit("ordering_key", IntentBuilder.to("u").orderingKey("k".repeat(14))),
                refused("concurrency_key", IntentBuilder.to("u").concurrencyKey(" ")),
                overLimit("concurrency_key", IntentBuilder.to("u").concurrencyKey("k".repeat(14))),
                refused(
                        "not_before",
                        IntentBuilder.to("u").orderingKey("k").between(Instant.parse("2026-11-30T12:00:00Z"), null)),
                refused("tags[1]", IntentBuilder.to("u").labels(IntentLabels.of(List.of("a", "b c"), null, false))),
                refused("tags[2]", IntentBuilder.to("u").labels(IntentLabels.of(List.of("a", "b", "a"), null, false))),
                refused("tags[0]", IntentBuilder.to("u").labels(IntentLabels.of(List.of(""), null, false))),
                overLimit(
                        "tags[0]", IntentBuilder.to("u").labels(IntentLabels.of(List.of("t".repeat(65)), null, false))),
                overLimit(
                        "tags",
                        IntentBuilder.to("u")
                                .labels(IntentLabels.of(
                                        IntStream.range(0, 17)
                                                .mapToObj(i -> "t" + i)
                                                .toList(),
                                        null,
                                        false))),
                refused("cancel_key", IntentBuilder.to("u").labels(IntentLabels.of(List.of(), " ", false))),
                overLimit("cancel_key", IntentBuilder.to("u").labels(IntentLabels.of(List.of(), "k".repeat(14), true))),
                refused("replaces", IntentBuilder.to("u").labels(IntentLabels.of(List.of(), null, true))),
                overLimit("request_id", IntentBuilder.to("u").requestId("k".repeat(14))),
                refused("channels[1]", IntentBuilder.to("u").channels("email", "pigeon")),
                refused("channels[1]", IntentBuilder.to("u").channels("email", "email")),
                refused("audience.recipients", IntentBuilder.to()),
                overLimit("audience.recipients", IntentBuilder.to("a", "b", "c", "d")),
                refused("audience.recipients[1]", IntentBuilder.to("a", "")),
                refused("audience.recipients[2]", IntentBuilder.to("a", "b", "a")),
                overLimit("audience.recipients[0]", IntentBuilder.to("u".repeat(9))),
                refused("audience.addresses", IntentBuilder.toAddresses()),
                refused("audience.addresses[0].channel", IntentBuilder.toAddresses("pigeon", "coop")),
                refused("audience.addresses[1].address", IntentBuilder.toAddresses("email", "a@b", "email", " ")),
                refused(
                        "audience.addresses[2]",
                        IntentBuilder.toAddresses("email", "a@b", "webhook", "a@b", "email", "a@b")),
                refused("channels", IntentBuilder.toAddresses("webhook", "w").channels("email")),
                overLimit("audience.addresses[0].address", IntentBuilder.toAddresses("email", "a".repeat(33))),
                overLimit("payload", IntentBuilder.to("u").payload(Payload.of("[1,2,3,4,5]"))),
                refused("content.title", IntentBuilder.to("u").content(new Content("", "s", null, null))),
                overLimit(
                        "content.summary", IntentBuilder.to("u").content(new Content("t", "s".repeat(7), null, null))),
                refused("content.title", IntentBuilder.to("u").content(new Content("\u00A0\u200B", "s", null, null))),
                refused("content.summary", IntentBuilder.to("u").content(new Content("t", "\uFEFF\u3164", null, null))),
                refused("audience.recipients[0]", IntentBuilder.to("\u200D")),
                refused("content.fallback", IntentBuilder.to("u").content(new Content("t", "s", " ", null))),
                overLimit(
                        "content.target_url",
                        IntentBuilder.to("u").content(new Content("t", "s", null, "u".repeat(7)))),
                refused("expires_at", IntentBuilder.to("u").between(NOON, NOON)),
                refused("expires_at", IntentBuilder.to("u").between(NOON, NOON.minusSeconds(1))));
    }

    private static Arguments refused(String field, IntentBuilder intents) {
        return Arguments.of(field, ProblemCode.INVALID_FIELD, intents);
    }

    private static Arguments overLimit(String field, IntentBuilder intents) {
        return Arguments.of(field, ProblemCode.LIMIT_EXCEEDED, intents);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("broken")
    void a_violation_names_its_field(String field, ProblemCode code, IntentBuilder intents) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> rules.check(intents.intent()))
                .satisfies(refused -> {
                    assertThat(refused.problem().field()).isEqualTo(field);
                    assertThat(refused.problem().code()).isEqualTo(code);
                });
    }

    static Stream<Arguments> hostileIds() {
        return Stream.of("\u001b[2J", "a\r\nb", "\u009b1m", "a\u0085", "a\u2028b", "\u202ea", "\u2066a")
                .flatMap(id -> Stream.of(
                        refused("idempotency_key", IntentBuilder.to("u").key(id)),
                        refused("dedupe_key", IntentBuilder.to("u").dedupeKey(id)),
                        refused("ordering_key", IntentBuilder.to("u").orderingKey(id)),
                        refused("concurrency_key", IntentBuilder.to("u").concurrencyKey(id)),
                        refused("request_id", IntentBuilder.to("u").requestId(id)),
                        refused("audience.recipients[1]", IntentBuilder.to("u", id)),
                        refused("audience.addresses[0].address", IntentBuilder.toAddresses("email", id)),
                        refused("content.target_url", IntentBuilder.to("u").content(new Content("t", "s", null, id)))));
    }

    /** Such an id could move the cursor, forge a log line or display as different text. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("hostileIds")
    void an_id_with_control_characters_is_refused(String field, ProblemCode code, IntentBuilder intents) {
        a_violation_names_its_field(field, code, intents);
    }

    @Test
    void content_may_contain_line_breaks() {
        assertThatNoException()
                .isThrownBy(() -> rules.check(IntentBuilder.to("u")
                        .content(new Content("t", "a\n\tb", null, null))
                        .intent()));
    }

    @Test
    void values_exactly_at_the_limits_are_accepted() {
        IntentBuilder atLimit = IntentBuilder.to("a".repeat(8), "b", "c")
                .key("k".repeat(13))
                .dedupeKey("d".repeat(13))
                .orderingKey("o".repeat(13))
                .channels("email", "webhook")
                .payload(Payload.of("[1,2,3,45]"))
                .content(new Content("t".repeat(6), "s", "f", "u"))
                .between(null, NOON);
        assertThatNoException().isThrownBy(() -> rules.check(atLimit.intent()));
        assertThatNoException()
                .isThrownBy(() -> rules.check(
                        IntentBuilder.to("u").between(NOON, NOON.plusMillis(1)).intent()));
    }

    @Test
    void channels_may_exclude_some_addresses() {
        assertThatNoException()
                .isThrownBy(() -> rules.check(IntentBuilder.toAddresses("webhook", "w", "email", "e")
                        .channels("email")
                        .intent()));
    }

    @Test
    void each_address_is_validated_by_its_channel() {
        IntentRules checking =
                new IntentRules(IntentLimits.DEFAULT, List.of("webhook", "email"), (channel, field, address) -> {
                    if (!address.startsWith(channel)) {
                        throw Problem.invalid(field, "something else", "an address of " + channel)
                                .exception();
                    }
                });

        checking.check(IntentBuilder.toAddresses("email", "email:a").intent());
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> checking.check(IntentBuilder.toAddresses("email", "email:a", "webhook", "email:b")
                        .intent()))
                .withMessage("audience.addresses[1].address is something else; expected an address of webhook");
    }

    @Test
    void not_before_and_expires_at_are_optional() {
        assertThatNoException().isThrownBy(() -> {
            rules.check(IntentBuilder.to("u").between(NOON, null).intent());
            rules.check(IntentBuilder.to("u").between(null, NOON).intent());
        });
    }
}
