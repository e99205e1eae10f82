package dev.tidings.client;

import dev.tidings.client.push.PushClient;
import dev.tidings.client.push.PushHandler;
import dev.tidings.client.push.PushNotice;
import dev.tidings.client.push.PushOptions;
import dev.tidings.client.push.PushedEvent;
import dev.tidings.client.submit.Intent;
import dev.tidings.client.submit.Receipt;
import dev.tidings.client.submit.TidingsClient;
import dev.tidings.client.submit.UnansweredException;
import io.grpc.TlsChannelCredentials;
import java.io.File;
import java.io.IOException;

/** What the documentation shows, compiled. */
final class Samples {
    private Samples() {}

    static Connection connection() throws IOException {
        // @start region="connection"
        Connection connection = Connection.tls("tidings.internal:8434")
                .credentials(TlsChannelCredentials.newBuilder()
                        .trustManager(new File("ca.pem"))
                        .build())
                .apiKey(System.getenv("TIDINGS_API_KEY"))
                .header("x-request-source", "billing")
                .options(channel -> channel.maxInboundMessageSize(1024 * 1024));
        // @end
        return connection;
    }

    static Intent intent() {
        // @start region="intent"
        Intent intent = Intent.of("build.failed", "ci")
                .to("user:42", "user:7")
                .over("push", "email")
                .payload("{\"build\": 42}")
                .key("build-42-failed");
        // @end
        return intent;
    }

    static void submit() {
        // @start region="submit"
        try (TidingsClient tidings = new TidingsClient(Connection.plaintext("localhost:8434"))) {
            Receipt receipt = tidings.submit(
                    Intent.of("build.failed", "ci").to("user:42").over("push").payload("{\"build\": 42}"));
            System.out.println(receipt.notificationId());
        } catch (UnansweredException later) {
            // Perhaps accepted. Submitting it again with this key cannot make a second one.
            System.err.println("not known yet: " + later.idempotencyKey());
        }
        // @end
    }

    static void push() {
        // @start region="push"
        PushHandler handler = new PushHandler() {
            @Override
            public void handle(PushedEvent event) {
                System.out.println(event.recipient() + " " + event.type() + " " + event.payloadText());
            }

            @Override
            public void notice(PushNotice notice) {
                if (notice.kind() == PushNotice.Kind.RESET) {
                    System.out.println("something was missed; fetch the state anew");
                }
            }
        };
        try (PushClient gateway =
                new PushClient(Connection.plaintext("localhost:8434"), PushOptions.named("gateway-1"), handler)) {
            gateway.run();
        }
        // @end
    }
}
