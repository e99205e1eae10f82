package dev.tidings.channels.feishu;

import com.linecorp.armeria.testing.junit5.server.SelfSignedCertificateExtension;
import dev.tidings.channels.http.RecordingEndpoint;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Message;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.notification.TraceContext;
import dev.tidings.testkit.id.EndpointIds;
import dev.tidings.testkit.id.SigningSecrets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Test messages, endpoints and channels. */
final class Feishus {
    static final Instant NOW = Instant.parse("2026-11-21T10:15:30Z");
    static final String KEY = "0b5d7a2e-4f6c-4d0e-9a51-abcdef012345";
    static final Content CONTENT = new Content(
            "Build <at user_id=\"all\"></at>", "main is red", "See the build.", "https://app.example.com/builds/7");

    private Feishus() {}

    static RecordingEndpoint sink(SelfSignedCertificateExtension certificate) {
        return new RecordingEndpoint(server -> server.https(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .tls(certificate.tlsKeyPair()));
    }

    static Map<String, Object> settings(SelfSignedCertificateExtension certificate, RecordingEndpoint sink) {
        return Map.of(
                "hosts",
                List.of("localhost:" + sink.port()),
                "ca_file",
                certificate.certificateFile().getAbsolutePath());
    }

    static FeishuChannel channel(Map<String, Object> settings) {
        FeishuChannel channel = new FeishuChannel();
        channel.start(new ChannelContext(
                settings, address -> true, InstantSource.fixed(NOW), new SecureRandom(), Path.of(".")));
        return channel;
    }

    static String bot(RecordingEndpoint sink) {
        return "https://localhost:" + sink.port() + "/open-apis/bot/v2/hook/" + KEY;
    }

    static String flow(RecordingEndpoint sink) {
        return "https://localhost:" + sink.port() + "/flow/api/trigger-webhook/" + KEY;
    }

    static Endpoint endpoint(String url, EndpointAuth auth, Map<String, String> settings, String... secrets) {
        return new Endpoint(
                EndpointIds.of(new EndpointKey("default", "user:42", "feishu")),
                new EndpointKey("default", "user:42", "feishu"),
                url,
                true,
                null,
                null,
                Arrays.stream(secrets).map(secret -> SigningSecrets.of(secret)).toList(),
                auth,
                settings,
                null,
                null,
                NOW,
                NOW);
    }

    static Endpoint endpoint(String url) {
        return endpoint(url, new EndpointAuth.None(), Map.of());
    }

    static Message message(Endpoint endpoint, Content content) {
        return message("build.failed", endpoint, content, null);
    }

    static Message message(String type, Endpoint endpoint, @Nullable Content content, @Nullable Payload payload) {
        return new Message(
                DeliveryId.of("dlv_01KAJ5Z0000000000000000000"),
                1,
                new Notification(
                        NotificationId.of("ntf_01KAJ5Z0000000000000000000"),
                        "default",
                        "ci",
                        "key-1",
                        type,
                        content,
                        payload,
                        null,
                        null,
                        "req-1",
                        new TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null),
                        NOW),
                "user:42",
                endpoint.address(),
                endpoint);
    }
}
