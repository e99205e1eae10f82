package dev.tidings.core.intent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.core.notification.Content;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any text in any field is either accepted unchanged or refused with the field's name. */
class IntentTextProperties {
    private static final IntentRules RULES = new IntentRules(IntentLimits.DEFAULT, List.of("email"));

    private static final Map<String, Function<String, IntentBuilder>> FIELDS = Map.ofEntries(
            Map.entry("producer", text -> IntentBuilder.to("u").producer(text)),
            Map.entry("type", text -> IntentBuilder.to("u").type(text)),
            Map.entry("idempotency_key", text -> IntentBuilder.to("u").key(text)),
            Map.entry("dedupe_key", text -> IntentBuilder.to("u").dedupeKey(text)),
            Map.entry("request_id", text -> IntentBuilder.to("u").requestId(text)),
            Map.entry("audience.recipients[1]", text -> IntentBuilder.to("u", text)),
            Map.entry("audience.addresses[0].address", text -> IntentBuilder.toAddresses("email", text)),
            Map.entry("audience.addresses[0].channel", text -> IntentBuilder.toAddresses(text, "ann@example.com")),
            Map.entry("channels[0]", text -> IntentBuilder.to("u").channels(text)),
            Map.entry("content.title", text -> content(new Content(text, "s", null, null))),
            Map.entry("content.summary", text -> content(new Content("t", text, null, null))),
            Map.entry("content.fallback", text -> content(new Content("t", "s", text, null))),
            Map.entry("content.target_url", text -> content(new Content("t", "s", null, text))));

    private static IntentBuilder content(Content content) {
        return IntentBuilder.to("u").content(content);
    }

    @Provide
    Arbitrary<String> fields() {
        return Arbitraries.of(FIELDS.keySet());
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<Character> odd =
                Arbitraries.of('\0', '\ud800', '\udbff', '\udc00', '\udfff', '\uffff', '\n', ' ', 'é');
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        3, Arbitraries.strings().withChars("ab1.").ofMaxLength(4)),
                net.jqwik.api.Tuple.of(
                        2,
                        Arbitraries.oneOf(odd, Arbitraries.chars())
                                .array(Character[].class)
                                .ofMaxSize(5)
                                .map(IntentTextProperties::joined)));
    }

    private static String joined(Character[] chars) {
        StringBuilder text = new StringBuilder();
        for (Character c : chars) {
            text.append(c.charValue());
        }
        return text.toString();
    }

    @Property(tries = 2_000)
    void a_text_is_accepted_only_when_every_store_supports_it(
            @ForAll("fields") String field, @ForAll("texts") String text) {
        IntentBuilder intents =
                java.util.Objects.requireNonNull(FIELDS.get(field)).apply(text);
        boolean whole = text.indexOf('\0') < 0
                && text.equals(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        try {
            RULES.check(intents.intent());
            assertThat(whole).isTrue();
        } catch (ProblemException refused) {
            assertThat(refused.problem().code()).isEqualTo(ProblemCode.INVALID_FIELD);
            assertThat(refused.problem().field()).isEqualTo(field);
        }
        if (!whole) {
            assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> RULES.check(intents.intent()));
        }
    }
}
