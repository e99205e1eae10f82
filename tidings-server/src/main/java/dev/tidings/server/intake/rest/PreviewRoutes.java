package dev.tidings.server.intake.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.channel.Preview;
import dev.tidings.core.notification.Languages;
import dev.tidings.core.time.Durations;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.JsonBody;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.RestResponses;
import dev.tidings.json.JsonWriter;
import dev.tidings.server.intake.IntentJson;
import dev.tidings.server.intake.preview.DeliveryPreview;
import dev.tidings.server.intake.preview.Previews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Serves {@code POST /v1/preview}, whose body is that of {@code POST /v1/intents}. */
public final class PreviewRoutes {
    private static final String LOCALE = "locale";

    public static final AcceptedParameters PARAMETERS = AcceptedParameters.of(LOCALE);

    private final Previews previews;

    public PreviewRoutes(Previews previews) {
        this.previews = previews;
    }

    public HttpService preview() {
        return (ctx, request) -> HttpResponse.of(request.aggregate().thenCompose(whole -> {
            Locale locale = locale(ctx);
            return previews.preview(IntentJson.read(JsonBody.of(whole), Envelopes.ofOne(ctx)), locale)
                    .thenApply(shown -> RestResponses.json(
                            HttpStatus.OK, json -> json.objects("previews", shown, PreviewRoutes::write)));
        }));
    }

    private static @Nullable Locale locale(ServiceRequestContext ctx) {
        return Languages.optional(LOCALE, QueryParameters.of(ctx).text(LOCALE));
    }

    private static void write(JsonWriter json, DeliveryPreview delivery) throws IOException {
        json.text("channel", delivery.channel());
        json.text("recipient", delivery.recipient());
        json.text("outcome", delivery.word());
        json.text("code", delivery.code());
        json.text("message", delivery.message());
        json.texts(
                "retry_schedule",
                delivery.retrySchedule().stream().map(Durations::text).toList());
        Preview preview = delivery.preview();
        json.bool("has_preview", preview != null);
        if (preview == null) {
            return;
        }
        if (preview.locale() != null) {
            json.text(LOCALE, preview.locale().toLanguageTag());
        }
        json.object("templates", files -> {
            for (Map.Entry<String, String> file : new TreeMap<>(preview.templates()).entrySet()) {
                files.text(file.getKey(), file.getValue());
            }
        });
        if (preview.fallbackUsed() != null) {
            json.bool("fallback_used", preview.fallbackUsed());
        }
        json.objects("parts", preview.parts(), PreviewRoutes::write);
    }

    /** Writes binary content as base64. */
    private static void write(JsonWriter json, Preview.Part part) throws IOException {
        json.text("name", part.name());
        try {
            json.text(
                    "text",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(part.content()))
                            .toString());
        } catch (CharacterCodingException binary) {
            json.bytes("base64", part.content());
        }
        json.number("bytes", part.content().length);
        json.number("max_bytes", part.maxBytes());
    }
}
