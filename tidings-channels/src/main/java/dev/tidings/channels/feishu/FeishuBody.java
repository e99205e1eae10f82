package dev.tidings.channels.feishu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.channels.template.Composition;
import dev.tidings.channels.text.Phrases;
import dev.tidings.channels.text.Wording;
import dev.tidings.core.channel.Message;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.TraceContext;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The request body.
 *
 * @param signature of a bot with a secret; otherwise empty
 */
record FeishuBody(byte[] json, String signature) {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String VERSION = "1";
    private static final String HMAC = "HmacSHA256";

    /** All fields are always present, so that a flow can be built from any sample. */
    static FeishuBody flow(Message message, Wording wording, Phrases phrases, Instant now) {
        Notification notification = message.notification();
        ObjectNode json = JSON.createObjectNode();
        json.put("event", notification.type());
        json.put("version", VERSION);
        json.put("notification_id", notification.id().value());
        json.put("delivery_id", message.deliveryId().value());
        json.putObject("user").put("id", message.recipient());
        ObjectNode shown = json.putObject("message");
        shown.put("title", wording.title());
        shown.put("summary", wording.text());
        shown.put("action_text", wording.link() == null ? "" : phrases.action());
        shown.put("action_url", wording.link() == null ? "" : wording.link());
        json.put("trace_id", trace(notification));
        json.put("sent_at", now.toString());
        return new FeishuBody(bytes(json), "");
    }

    /** @param secret empty when the bot has none */
    static FeishuBody bot(Wording wording, BotForm form, Composition words, String secret, Instant now)
            throws GeneralSecurityException {
        ObjectNode json = JSON.createObjectNode();
        String signature = "";
        if (!secret.isEmpty()) {
            String timestamp = Long.toString(now.getEpochSecond());
            signature = signature(timestamp, secret);
            json.put("timestamp", timestamp);
            json.put("sign", signature);
        }
        json.put("msg_type", form.code());
        form.write(json, wording, words.phrases(), words.locale());
        return new FeishuBody(bytes(json), signature);
    }

    /** Feishu uses timestamp and secret as the key and signs an empty message. */
    private static String signature(String timestamp, String secret) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec((timestamp + "\n" + secret).getBytes(StandardCharsets.UTF_8), HMAC));
        return Base64.getEncoder().encodeToString(mac.doFinal(new byte[0]));
    }

    private static String trace(Notification notification) {
        TraceContext trace = notification.trace();
        if (trace != null) {
            return trace.traceId();
        }
        return notification.requestId() == null ? "" : notification.requestId();
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException("writing to memory failed", impossible);
        }
    }
}
