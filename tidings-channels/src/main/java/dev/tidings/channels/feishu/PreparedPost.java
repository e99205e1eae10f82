package dev.tidings.channels.feishu;

import com.samskivert.mustache.MustacheException;
import dev.tidings.channels.http.FinalStatuses;
import dev.tidings.channels.http.ResponseMasking;
import dev.tidings.channels.template.Composer;
import dev.tidings.channels.template.Composition;
import dev.tidings.channels.template.Part;
import dev.tidings.channels.template.Templates;
import dev.tidings.channels.text.Wording;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.channel.Preview;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.recipient.RecipientDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is posted.
 *
 * @param words how its text was composed
 * @param finalStatuses the endpoint's own; null for those of the channel
 * @param token a flow's bearer token; empty when it needs none
 */
record PreparedPost(
        FeishuAddress address,
        Composition words,
        Wording wording,
        FeishuBody body,
        String token,
        @Nullable FinalStatuses finalStatuses) {
    private static final int MAX_BODY_BYTES = 20 * 1024;
    private static final String TITLE = "title";
    private static final String SUMMARY = "summary";

    static Composer composer(FeishuSettings settings, RecipientDirectory recipients) {
        List<Part> parts = List.of(Part.plain(TITLE), Part.plain(SUMMARY), Part.ACTION_TEXT, Part.FALLBACK);
        return new Composer(
                Templates.load("channels.feishu.templates_dir", settings.templatesDir(), parts),
                settings.rules(),
                settings.locale(),
                recipients);
    }

    /**
     * @param locale overrides the language of the endpoint and of the recipient; null keeps it
     * @throws IOException when there are templates and the payload is not JSON
     * @throws MustacheException when a template does not match the data
     */
    static PreparedPost of(
            Message message, FeishuAddress address, @Nullable Locale locale, Composer composer, Instant now)
            throws IOException, GeneralSecurityException {
        Endpoint endpoint = message.endpoint();
        FeishuOptions options = FeishuOptions.of(endpoint);
        Composition words = composer.compose(message, locale);
        Wording wording = words.written(TITLE, SUMMARY);
        FeishuBody body = address.kind() == FeishuAddress.Kind.FLOW
                ? FeishuBody.flow(message, wording, words.phrases(), now)
                : FeishuBody.bot(wording, options.form(), words, secret(endpoint, now), now);
        return new PreparedPost(address, words, wording, body, token(endpoint), options.finalStatuses());
    }

    /** Returns null when it may be posted. */
    @Nullable
    Outcome refusal() {
        return body.json().length <= MAX_BODY_BYTES
                ? null
                : Outcome.rejected(
                        "payload_too_large",
                        "the message has " + body.json().length + " bytes; Feishu accepts at most " + MAX_BODY_BYTES,
                        Evidence.NONE);
    }

    Preview preview() {
        byte[] shown = json().getBytes(StandardCharsets.UTF_8);
        return new Preview(
                List.of(new Preview.Part("body", shown, MAX_BODY_BYTES)),
                words.locale(),
                words.files(),
                wording.fallbackUsed(),
                refusal());
    }

    /** Returns the request for evidence, with a truncated body. */
    String shown(int maxBytes) {
        return "POST " + address.shown() + (token.isEmpty() ? "" : "\nauthorization: Bearer ****") + "\nfallback_used: "
                + wording.fallbackUsed() + "\n\n" + ResponseMasking.shortened(json(), maxBytes);
    }

    /** Returns values to mask in responses. */
    List<String> secrets() {
        return List.of(address.key().reveal(), token, body.signature());
    }

    private String json() {
        return ResponseMasking.clean(new String(body.json(), StandardCharsets.UTF_8), secrets());
    }

    private static String token(@Nullable Endpoint endpoint) {
        return endpoint != null && endpoint.auth() instanceof EndpointAuth.Bearer bearer
                ? bearer.token().reveal()
                : "";
    }

    private static String secret(@Nullable Endpoint endpoint, Instant now) {
        if (endpoint != null) {
            for (SigningSecret secret : endpoint.secrets()) {
                if (secret.validAt(now)) {
                    return secret.secret().reveal();
                }
            }
        }
        return "";
    }
}
