package dev.tidings.channels.webhook;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import dev.tidings.channels.http.RecordingEndpoint;
import dev.tidings.channels.http.SinkProvider;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.testkit.channel.ChannelContract;
import dev.tidings.testkit.channel.Provider;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class WebhookContractTest extends ChannelContract {
    @Override
    protected Channel newChannel() {
        return new WebhookChannel();
    }

    @Override
    protected Provider newProvider(Path scratch) {
        return new Listening(new RecordingEndpoint());
    }

    @Override
    protected String malformedAddress() {
        return "ftp://example.com/";
    }

    @Override
    protected Map<String, Object> malformedSettings() {
        return Map.of("timeout", "soon");
    }

    @Override
    protected EndpointAuth auth() {
        return new EndpointAuth.Basic("ann", new Secret("open-sesame"));
    }

    @Override
    protected List<String> secrets() {
        return List.of("open-sesame", WebhookRequest.credentials((EndpointAuth.Basic) auth()));
    }

    private static final class Listening extends SinkProvider {
        Listening(RecordingEndpoint sink) {
            super(sink, sink.url());
            accept();
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }

        @Override
        public void accept() {
            sink.answers(request -> HttpResponse.of(
                    HttpStatus.OK,
                    MediaType.PLAIN_TEXT_UTF_8,
                    request.headers() + " open-sesame " + request.contentUtf8()));
        }

        @Override
        public List<String> messageIds() {
            return sink.received.stream()
                    .map(AggregatedHttpRequest::headers)
                    .map(headers -> headers.get("webhook-id", "none"))
                    .toList();
        }
    }
}
