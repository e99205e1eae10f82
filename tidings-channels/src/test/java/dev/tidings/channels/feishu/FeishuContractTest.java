package dev.tidings.channels.feishu;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.testing.junit5.server.SelfSignedCertificateExtension;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests a flow, whose message contains the delivery id. */
class FeishuContractTest extends ChannelContract {
    @RegisterExtension
    static final SelfSignedCertificateExtension CERTIFICATE = new SelfSignedCertificateExtension("localhost");

    private static final Pattern ID = Pattern.compile("\"delivery_id\":\"([^\"]+)\"");

    @Override
    protected Channel newChannel() {
        return new FeishuChannel();
    }

    @Override
    protected Provider newProvider(Path scratch) {
        return new Flow(Feishus.sink(CERTIFICATE));
    }

    @Override
    protected String malformedAddress() {
        return "https://example.com/open-apis/bot/v2/hook/" + Feishus.KEY;
    }

    @Override
    protected Map<String, Object> malformedSettings() {
        return Map.of("locale", "not a language");
    }

    @Override
    protected EndpointAuth auth() {
        return new EndpointAuth.Bearer(new Secret("open-sesame"));
    }

    @Override
    protected List<String> secrets() {
        return List.of("open-sesame", Feishus.KEY);
    }

    private static final class Flow extends SinkProvider {
        Flow(RecordingEndpoint sink) {
            super(sink, Feishus.flow(sink));
            accept();
        }

        @Override
        public Map<String, Object> settings() {
            return Feishus.settings(CERTIFICATE, sink);
        }

        @Override
        public void accept() {
            sink.answers(request -> HttpResponse.of(
                    HttpStatus.OK,
                    MediaType.JSON_UTF_8,
                    "{\"code\":0,\"msg\":\"open-sesame at " + Feishus.KEY + "\"}"));
        }

        @Override
        public List<String> messageIds() {
            return sink.received.stream()
                    .map(AggregatedHttpRequest::contentUtf8)
                    .map(ID::matcher)
                    .filter(Matcher::find)
                    .map(found -> found.group(1))
                    .toList();
        }
    }
}
