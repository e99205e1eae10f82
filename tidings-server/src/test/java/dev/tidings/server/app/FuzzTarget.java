package dev.tidings.server.app;

import static dev.tidings.server.app.FuzzInput.MOST_ADDRESS;
import static dev.tidings.server.app.FuzzInput.answered;
import static dev.tidings.server.app.FuzzInput.entry;
import static dev.tidings.server.app.FuzzInput.headerText;
import static dev.tidings.server.app.FuzzInput.one;
import static dev.tidings.server.app.FuzzInput.refusing;
import static dev.tidings.server.app.FuzzInput.sendable;
import static dev.tidings.server.app.FuzzInput.shortened;
import static dev.tidings.server.app.FuzzInput.text;

import com.google.common.collect.ImmutableList;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.channels.http.RetryAfterHeader;
import dev.tidings.channels.http.TargetUrl;
import dev.tidings.channels.template.Part;
import dev.tidings.channels.template.Templates;
import dev.tidings.client.RetryAfter;
import dev.tidings.core.event.Position;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.Languages;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.time.Durations;
import dev.tidings.http.IfMatch;
import dev.tidings.jobs.JobFields;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.server.config.ConfigException;
import dev.tidings.server.config.ConfigLoader;
import dev.tidings.server.intake.TraceHeaders;
import dev.tidings.server.intake.feishu.FeishuRequested;
import dev.tidings.server.intake.kafka.IntentRecords;
import dev.tidings.server.intake.redis.IntentFields;
import dev.tidings.store.jdbc.Cursors;
import dev.tidings.store.jdbc.DeliverySearch;
import dev.tidings.streams.StreamEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** All decoders of external input. Each accepts or refuses any bytes. */
enum FuzzTarget {
    INTENT("""
        {"type": "build.failed", "producer": "ci", "idempotency_key": "k", "channels": ["webhook"], "dedupe_key": "d",
         "content": {"title": "t", "summary": "s", "fallback": "f", "target_url": "https://example.com"},
         "payload": {"a": [1, 2.5, "x"]}, "not_before": "2026-01-31T09:30:00Z", "expires_at": "9026-01-31T09:30:00+01:00",
         "request_id": "r", "audience": {"recipients": ["user:42"]}}\
        """, """
            {"type": "t", "producer": "p", "idempotency_key": "k", "audience": {"addresses":
             [{"channel": "webhook", "address": "https://example.com:8443/a/b?c=d"}]}, "payload": "x"}\
            """) {
        @Override
        void read(EdgeServer server, byte[] input) {
            answered(server.send(HttpMethod.POST, "/v1/intents", input));
            answered(server.send(HttpMethod.POST, "/v1/preview?locale=de", input));
        }
    },
    BATCH("{\"intents\": [{\"type\": \"t\", \"producer\": \"p\", \"idempotency_key\": \"k\", \"audience\":"
            + " {\"recipients\": [\"a\"]}}, {}, 1]}") {
        @Override
        void read(EdgeServer server, byte[] input) {
            Answer answer = answered(server.send(HttpMethod.POST, "/v1/intents:batch", input));
            if (answer.status() == 200) {
                answer.json().get("results").forEach(result -> {
                    if (result.get("status").asInt() >= 500) {
                        throw new AssertionError(result.toString());
                    }
                });
            }
        }
    },
    BODIES(
            "{\"status\": [\"failed\", \"dead\"], \"channel\": [\"webhook\"], \"recipient\": \"r\", \"type\": \"t\","
                    + " \"reason\": [\"expired\"], \"notification_id\": \"ntf_00000000000000000000000000\","
                    + " \"since\": \"2026-01-31T09:30:00Z\", \"dry_run\": true, \"rate_per_second\": 5, \"limit\": 5}",
            "{\"address\": \"http://127.0.0.1:9/hook?a=b\", \"enabled\": true, \"secret\":"
                    + " \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\", \"settings\": {\"header.X-Team\": \"payments\","
                    + " \"retry_min\": \"1s\", \"final_statuses\": \"4xx\"}, \"auth\": {\"type\": \"basic\","
                    + " \"username\": \"u\", \"password\": \"p\"}}",
            "{\"until\": \"2026-06-30T09:30:00Z\", \"duration_ms\": 5}",
            "{\"recipient\": \"r\", \"ttl_ms\": 60000}",
            "{\"state\": \"read\", \"overlap_ms\": 5}",
            "{\"after\": \"x\", \"limit\": 5}",
            "{\"name\": \"ci\", \"scopes\": [\"produce\"], \"from\": [\"10.0.0.0/8\"], \"types\": [\"build.*\"],"
                    + " \"recipients\": [\"team:*\"], \"expires_at\": \"9026-01-31T09:30:00Z\"}",
            "{\"image_ref\": \"arena:1\", \"reason\": \"x\"}",
            "{\"secret\": \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"}") {
        @Override
        void read(EdgeServer server, byte[] input) {
            String endpoint = "/v1/recipients/r/endpoints/webhook";
            String path = one(
                    List.of(
                            "/v1/deliveries:replay",
                            "/v1/deliveries:retry-now",
                            "/v1/deliveries:cancel",
                            "/v1/deliveries:expire",
                            "/v1/tokens",
                            "/v1/secret-keys:reencrypt",
                            "/v1/token-keys:rotate",
                            "/v1/keys",
                            "/v1/keys/key_1:set-expiry",
                            "/v1/events/dlv_00000000000000000000000000/acks",
                            "/v1/endpoints",
                            "/v1/endpoints/ept_00000000000000000000000000:recover",
                            endpoint + ":pause",
                            endpoint + ":rotate-secret",
                            endpoint + ":retire-secret",
                            "/v1/runtimes/g:start",
                            "/v1/runtimes/g:stop"),
                    input);
            answered(server.send(HttpMethod.POST, path, input));
            answered(server.send(HttpMethod.PUT, endpoint, input));
            answered(server.send(HttpMethod.PATCH, endpoint, input));
        }
    },
    QUERY(
            "status=dead,failed&channel=webhook&recipient=a&type=b&reason=c&since=2026-01-31T09:30:00Z&limit=5",
            "notification_id=ntf_00000000000000000000000000&until=2026-01-31T09:30:00Z",
            "cursor=dlv_00000000000000000000000000",
            "recipient=user%3A42",
            "locale=zh-CN",
            "lines=100") {
        @Override
        void read(EdgeServer server, byte[] input) {
            String query = sendable(input);
            String path = one(
                    List.of(
                            "/v1/deliveries",
                            "/v1/notifications",
                            "/v1/endpoints",
                            "/v1/quarantine",
                            "/v1/operational-events",
                            "/v1/audit",
                            "/v1/keys",
                            "/v1/runtimes",
                            "/v1/runtimes/g/operations",
                            "/v1/runtimes/g/logs",
                            "/v1/presence",
                            "/v1/recipients/r/endpoints"),
                    input);
            answered(RawRequest.status(server.port(), "GET", path + "?" + query));
        }
    },
    PATH("user:42", "dlv_00000000000000000000000000", "webhook:pause", "%2e%2e", "a%2Fb") {
        @Override
        void read(EdgeServer server, byte[] input) {
            String part = sendable(input).replace("?", "%3F");
            String path = one(
                    List.of(
                            "GET /v1/deliveries/X",
                            "GET /v1/notifications/X",
                            "GET /v1/recipients/X/endpoints",
                            "GET /v1/recipients/r/endpoints/X",
                            "GET /v1/runtimes/X",
                            "GET /v1/keys/X",
                            "DELETE /v1/keys/X",
                            "GET /v1/bulk-runs/X",
                            "POST /v1/bulk-runs/X:cancel",
                            "POST /v1/deliveries/X:replay",
                            "DELETE /v1/recipients/X/endpoints/X",
                            "OPTIONS /X"),
                    input);
            String[] parts = path.replace("X", part).split(" ", 2);
            answered(RawRequest.status(server.port(), parts[0], parts[1]));
        }
    },
    CURSOR(
            "[\"key\",\"default\",\"r\",\"webhook\"]",
            "1z",
            "0k.1719000000000-5",
            "dlv_00000000000000000000000000",
            "MTIz",
            "abc.1-1") {
        @Override
        void read(EdgeServer server, byte[] input) {
            String text = text(input);
            refusing(() -> Position.parse("cursor", text));
            // The checksum is not secret.
            Map<String, String> madeUp = Map.of(
                    "deliveries", DeliverySearch.cursor(DeliveryFilter.of(Intent.DEFAULT_TENANT), text),
                    "quarantine", Cursors.of("quarantined items", text),
                    "operational-events", Cursors.of("operational events", text),
                    "audit", Cursors.of("audit records", text),
                    "keys", Cursors.of("keys", text),
                    "runtimes", Cursors.of("runtimes", text),
                    "runtimes/g/operations", Cursors.of("operations of g", text));
            madeUp.forEach((path, cursor) -> {
                if (cursor.length() < MOST_ADDRESS) {
                    answered(RawRequest.status(server.port(), "GET", "/v1/" + path + "?cursor=" + cursor));
                }
            });
            answered(server.post(
                    "/v1/secret-keys:reencrypt", "{\"after\":\"" + Cursors.of("reencryption", text) + "\"}"));
            String cursor = URLEncoder.encode(text, StandardCharsets.UTF_8);
            String path = one(
                    List.of(
                            "deliveries",
                            "quarantine",
                            "operational-events",
                            "audit",
                            "keys",
                            "runtimes",
                            "runtimes/g/operations"),
                    input);
            answered(RawRequest.status(server.port(), "GET", "/v1/" + path + "?cursor=" + shortened(cursor)));
        }
    },
    TOKEN(
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c2VyOjQyIiwiaXNzIjoidGlkaW5ncyIsImV4cCI6NDAwMDAwMDAwMH0.c2lnbmF0dXJl",
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c2VyOjQyIn0.",
            "tdk_0123456789abcdef") {
        @Override
        void read(EdgeServer server, byte[] input) {
            String token = shortened(URLEncoder.encode(text(input), StandardCharsets.UTF_8));
            answered(RawRequest.status(
                    server.port(), "POST", "/v1/events/dlv_00000000000000000000000000/acks?token=" + token));
            answered(server.post(
                    "/v1/events/dlv_00000000000000000000000000/acks",
                    "{\"state\":\"read\"}",
                    "authorization",
                    "Bearer " + headerText(input)));
        }
    },
    HEADERS(
            "\"order-881\"",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7",
            "W/\"abc\", \"def\"",
            "https://app.test",
            "application/json; charset=utf-16") {
        @Override
        void read(EdgeServer server, byte[] input) {
            String text = headerText(input);
            String intent = "{\"type\":\"t\",\"producer\":\"p\",\"audience\":{\"recipients\":[\"a\"]}}";
            String name = one(
                    List.of("idempotency-key", "x-request-id", "traceparent", "tracestate", "origin", "content-type"),
                    input);
            answered(server.post("/v1/intents", intent, name, text));
            answered(server.post(one(CALLS, input), "{}", name, text));
            answered(server.send(HttpMethod.DELETE, "/v1/recipients/nobody/endpoints/webhook", null, "if-match", text));
            refusing(() -> IfMatch.header(text(input)));
            refusing(() -> TraceHeaders.of(text(input), text(input)));
            refusing(() -> TraceHeaders.ofId(text(input)));
        }
    },
    GRPC_JSON(
            "{\"intent\": {\"type\": \"t\", \"producer\": \"p\", \"idempotencyKey\": \"k\", \"recipients\": {\"ids\":"
                    + " [\"a\"]}, \"payload\": \"e30=\", \"notBefore\": \"2026-01-31T09:30:00Z\"}}",
            "{\"filter\": {\"statuses\": [\"dead\"], \"since\": \"2026-01-31T09:30:00Z\"}, \"page_size\": 5,"
                    + " \"cursor\": \"x\"}",
            "{\"recipient\": \"r\", \"channel\": \"webhook\", \"address\": \"http://127.0.0.1:9/\", \"settings\":"
                    + " {\"a\": \"b\"}, \"auth\": {\"bearer\": {\"token\": \"t\"}}}",
            "{\"deliveryId\": \"dlv_00000000000000000000000000\"}") {
        @Override
        void read(EdgeServer server, byte[] input) {
            answered(server.send(HttpMethod.POST, one(CALLS, input), input));
        }
    },
    GRPC_BINARY("\n\u0010\n\u0001t\u0012\u0001p\u001a\u0001k", "\n\u001edlv_00000000000000000000000000") {
        @Override
        void read(EdgeServer server, byte[] input) {
            answered(server.send(HttpMethod.POST, one(CALLS, input), input, "content-type", "application/protobuf"));
        }
    },
    STREAM_ENTRY(
            "producer=p|idempotency_key=k|notification_type=t|audience_kind=users|recipients=[\"a\","
                    + " \"b\"]|payload_json={\"a\": 1}"
                    + "|channels=webhook|request_id=r|trace_id=4bf92f3577b34da6a3ce929d0e0e4736|occurred_at_ms=5",
            "event_type=notification.feishu.requested|event_id=e|event_version=1|payload={\"user_id\": 5,"
                    + " \"preview_id\": \"p\", \"dedupe_key\": \"d\", \"target_url\": \"/assistant/x\", \"requested_at\":"
                    + " \"2026-04-30T15:45:27Z\"}",
            "game_id=g|image_ref=arena:1|requested_at_ms=5|reason=x") {
        @Override
        void read(EdgeServer server, byte[] input) {
            StreamEntry entry = entry(input, "");
            refusing(() -> new IntentFields("default", 100_000, FEISHU).decode(entry));
            refusing(() -> JobFields.start(entry));
            refusing(() -> JobFields.stop(entry));
        }
    },
    KAFKA_RECORD(
            "value={\"type\": \"t\", \"producer\": \"p\", \"idempotency_key\": \"k\", \"audience\": {\"recipients\":"
                    + " [\"a\"]}}",
            "header.content-type=application/cloudevents+json|value={\"specversion\": \"1.0\", \"id\": \"i\","
                    + " \"source\": \"ci\", \"type\": \"t\", \"subject\": \"user:1\", \"time\": \"2026-04-30T15:45:27Z\","
                    + " \"data\": {\"a\": 1}}",
            "header.ce_specversion=1.0|header.ce_id=i|header.ce_source=/ci|header.ce_type=t|header.ce_recipients=a,b"
                    + "|header.content-type=application/json|header.ce_time=2026-04-30T15:45:27Z|value={\"a\": 1}",
            "value={\"event_type\": \"notification.feishu.requested\", \"event_id\": \"e\", \"payload\": {\"user_id\":"
                    + " 5, \"preview_id\": \"p\", \"dedupe_key\": \"d\", \"target_url\": \"/assistant/x\","
                    + " \"requested_at\": \"2026-04-30T15:45:27Z\"}}") {
        @Override
        void read(EdgeServer server, byte[] input) {
            refusing(() -> new IntentRecords("default", 100_000, FEISHU).decode(entry(input, "")));
        }
    },
    CONFIGURATION("""
        server: {port: 8434, host: 127.0.0.1}
        routing: {build.*: [webhook]}
        channels:
          webhook:
            concurrency: 5
            retry: {min: 5s, max: 1m}
        """, "store: {url: 'jdbc:postgresql://db/x?user=a'}\nlimits: &a {x: 1}\nlog: *a\n", """
            retention: {idempotency_days: 7}
            access: {jwt: {keys: x, issuer: y}}
            runtimes: {catalogue: {a: {command: [b]}}}
            """) {
        @Override
        void read(EdgeServer server, byte[] input) {
            try {
                new ConfigLoader(Set.of("webhook", "email", "feishu", "push")).parseText(text(input), Map.of());
            } catch (ConfigException refused) {
                // Expected.
            }
        }
    },
    RETRY_AFTER("120", "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994") {
        @Override
        void read(EdgeServer server, byte[] input) {
            Instant now = Instant.parse("2026-01-01T00:00:00Z");
            RetryAfter.parse(text(input), now);
            RetryAfterHeader.parse(text(input), now);
        }
    },
    TEMPLATE(
            "{{title}} {{#payload}}{{a.b}}{{/payload}}{{^x}}y{{/x}}{{! comment }}",
            "{{=<% %>=}}<% title %><%={{ }}=%>{{{a}}}") {
        @Override
        void read(EdgeServer server, byte[] input) {
            try {
                Path dir = Files.createTempDirectory("templates");
                Path file = dir.resolve("build.failed@de.subject.mustache");
                try {
                    Files.write(file, input);
                    refusing(() -> Templates.load("channels.email.templates", dir, List.of(Part.plain("subject"))));
                } finally {
                    Files.deleteIfExists(file);
                    Files.delete(dir);
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    },
    WORDS(
            "http://user@example.com:99999/?token=x#y",
            "https://[::1]:8443/a",
            "zh-Hant-CN",
            "1h30m",
            "5s",
            "straße.de") {
        @Override
        void read(EdgeServer server, byte[] input) {
            String text = text(input);
            refusing(() -> TargetUrl.parse("address", text));
            refusing(() -> Languages.parse("language", text));
            refusing(() -> Durations.parse(text));
            server.webhook.shownAddress(text);
        }
    };

    private static final FeishuRequested FEISHU = new FeishuRequested("scheduler", "user:", "", "Title");
    private static final List<String> CALLS = GrpcCalls.unary();

    private final ImmutableList<String> seeds;

    FuzzTarget(String... seeds) {
        this.seeds = ImmutableList.copyOf(seeds);
    }

    /** Accepts or refuses the input; throws for any other result. */
    abstract void read(EdgeServer server, byte[] input);

    FuzzCorpus corpus() {
        return new FuzzCorpus(name().toLowerCase(Locale.ROOT), seeds);
    }
}
