package dev.tidings.testkit.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.channel.Preview;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.testkit.id.SigningSecrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The contract of every {@link Channel}. Extend it, provide the channel and its provider, and run it with JUnit. */
@Timeout(60)
public abstract class ChannelContract {
    private static final int MANY = 64;

    @TempDir
    private Path baseDir;

    private Channel channel;
    private Provider provider;

    /** Creates a channel that is not started. */
    protected abstract Channel newChannel();

    /** Starts a provider that accepts messages. */
    protected abstract Provider newProvider(Path scratch) throws Exception;

    /** An invalid address of this channel. */
    protected abstract String malformedAddress();

    /** Invalid settings. */
    protected abstract Map<String, Object> malformedSettings();

    /** The endpoint's credentials; {@link #secrets} lists those that must never be shown. */
    protected EndpointAuth auth() {
        return new EndpointAuth.None();
    }

    /** Texts that must never occur in an outcome, besides the endpoint's signing secrets. */
    protected List<String> secrets() {
        return List.of();
    }

    @BeforeEach
    final void start() throws Exception {
        provider = newProvider(baseDir);
        channel = newChannel();
        channel.start(context(provider.settings()));
    }

    @AfterEach
    final void stop() throws Exception {
        channel.close();
        provider.close();
    }

    private ChannelContext context(Map<String, Object> settings) {
        return new ChannelContext(
                settings, address -> true, InstantSource.fixed(Messages.NOW), new SecureRandom(), baseDir);
    }

    private Endpoint endpoint() {
        return Messages.endpoint(channel.name(), provider.address(), auth(), newSecrets());
    }

    private Outcome send(int number, int attempt) throws Exception {
        return channel.send(Messages.message(number, attempt, endpoint()));
    }

    @Test
    final void the_name_is_a_word_of_lower_case_letters_digits_and_underscores() {
        assertThat(channel.name()).matches("[a-z][a-z0-9_]*");
    }

    @Test
    final void the_service_loader_finds_it() {
        assertThat(ServiceLoader.load(Channel.class))
                .anyMatch(found -> found.getClass().equals(newChannel().getClass()));
    }

    @Test
    final void starting_again_changes_nothing_and_closing_again_either() throws Exception {
        channel.start(context(provider.settings()));
        assertThat(send(1, 1)).isInstanceOf(Outcome.Sent.class);
        channel.close();
        channel.close();
    }

    @Test
    final void one_that_was_never_started_can_be_closed() throws Exception {
        newChannel().close();
    }

    @Test
    final void what_the_provider_took_is_sent_and_has_evidence() throws Exception {
        Outcome outcome = send(1, 1);
        assertThat(outcome).isInstanceOf(Outcome.Sent.class);
        assertThat(outcome.evidence()).isNotEqualTo(Evidence.NONE);
        assertThat(provider.messageIds()).hasSize(1);
    }

    @Test
    final void many_threads_send_at_once() throws Exception {
        List<Future<Outcome>> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < MANY; number++) {
                int mine = number;
                outcomes.add(threads.submit(() -> send(mine, 1)));
            }
        }
        for (Future<Outcome> outcome : outcomes) {
            assertThat(outcome.resultNow()).isInstanceOf(Outcome.Sent.class);
        }
        assertThat(provider.messageIds()).hasSize(MANY).doesNotHaveDuplicates();
    }

    @Test
    final void the_deduplication_id_is_the_same_on_every_attempt() throws Exception {
        for (int attempt : IntStream.rangeClosed(1, 3).toArray()) {
            assertThat(send(7, attempt)).isInstanceOf(Outcome.Sent.class);
        }
        assertThat(List.copyOf(new java.util.HashSet<>(provider.messageIds()))).hasSize(1);
    }

    @Test
    final void a_send_to_a_provider_that_is_gone_is_retried_and_blames_the_provider_if_endpoints_share_it()
            throws Exception {
        Endpoint endpoint = endpoint();
        provider.close();
        Outcome outcome = channel.send(Messages.message(1, 1, endpoint));
        if (channel.provider(endpoint.address()) == null) {
            assertThat(outcome).isInstanceOfSatisfying(Outcome.Retry.class, ChannelContract::checkWords);
        } else {
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.ProviderFailed.class, failed -> checkWords(failed.code(), failed.message()));
        }
    }

    @Test
    final void a_silent_provider_results_in_a_retry_within_the_timeout() throws Exception {
        assumeTrue(provider.fallSilent());
        channel.close();
        channel = newChannel();
        channel.start(context(provider.hurried()));
        assertThat(send(1, 1)).isInstanceOfSatisfying(Outcome.Retry.class, ChannelContract::checkWords);
    }

    @Test
    final void an_interrupt_ends_a_send() throws Exception {
        assumeTrue(provider.fallSilent());
        FutureTask<Outcome> ended = new FutureTask<>(() -> send(1, 1));
        Thread sending = Thread.ofVirtual().start(ended);
        provider.awaitArrival();
        sending.interrupt();
        assertThatThrownBy(ended::get).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    final void secrets_stay_out_of_outcomes() throws Exception {
        Endpoint endpoint = endpoint();
        List<String> hidden = new ArrayList<>(secrets());
        for (SigningSecret secret : endpoint.secrets()) {
            hidden.add(secret.secret().reveal());
        }
        assumeTrue(!hidden.isEmpty());
        provider.accept();
        String sent = channel.send(Messages.message(1, 1, endpoint)).toString();
        provider.close();
        String failed = channel.send(Messages.message(2, 1, endpoint)).toString();
        for (String secret : hidden) {
            assertThat(sent).doesNotContain(secret);
            assertThat(failed).doesNotContain(secret);
            assertThat(String.valueOf(channel.provider(endpoint.address()))).doesNotContain(secret);
        }
    }

    @Test
    final void a_preview_sends_nothing_and_shows_no_secret() throws Exception {
        Endpoint endpoint = endpoint();
        Preview preview = channel.preview(Messages.message(1, 1, endpoint), null);
        assumeTrue(preview != null);

        assertThat(preview.outcome()).isNull();
        assertThat(preview.parts()).isNotEmpty();
        assertThat(provider.messageIds()).isEmpty();
        List<String> hidden = new ArrayList<>(secrets());
        endpoint.secrets().forEach(secret -> hidden.add(secret.secret().reveal()));
        for (Preview.Part part : preview.parts()) {
            assertThat(hidden).noneMatch(new String(part.content(), StandardCharsets.UTF_8)::contains);
        }
    }

    @Test
    final void a_preview_of_what_cannot_be_sent_has_the_outcome_of_the_send() throws Exception {
        Message message =
                Messages.message(1, 1, Messages.endpoint(channel.name(), malformedAddress(), auth(), newSecrets()));
        Preview preview = channel.preview(message, null);
        assumeTrue(preview != null);

        assertThat(preview.outcome()).isEqualTo(channel.send(message));
    }

    @Test
    final void an_address_is_shown_without_a_secret() {
        assertThat(secrets()).noneMatch(channel.shownAddress(provider.address())::contains);
    }

    @Test
    final void an_address_of_its_own_is_fine_and_a_malformed_one_is_a_problem_that_names_the_field() {
        channel.checkAddress("audience.addresses[3].address", provider.address());
        assertThatThrownBy(() -> channel.checkAddress("audience.addresses[3].address", malformedAddress()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().field()).isEqualTo("audience.addresses[3].address"));
    }

    @Test
    final void a_stored_address_that_is_malformed_is_rejected_and_no_exception() throws Exception {
        Endpoint endpoint = Messages.endpoint(channel.name(), malformedAddress(), auth(), newSecrets());
        assertThat(channel.send(Messages.message(1, 1, endpoint))).isInstanceOf(Outcome.Rejected.class);
    }

    private List<SigningSecret> newSecrets() {
        return channel.newSecrets().stream()
                .map(secret -> SigningSecrets.of(secret.reveal()))
                .toList();
    }

    @Test
    final void its_own_secrets_pass_its_own_check() {
        channel.checkEndpoint(endpoint());
    }

    @Test
    final void settings_that_make_no_sense_are_a_problem_that_names_the_setting() throws Exception {
        try (Channel other = newChannel()) {
            assertThatThrownBy(() -> other.start(context(malformedSettings())))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().field()).startsWith("channels." + other.name() + "."));
        }
    }

    private static void checkWords(Outcome.Retry retry) {
        checkWords(retry.code(), retry.message());
    }

    private static void checkWords(String code, String message) {
        assertThat(code).matches("[a-z][a-z0-9_]*");
        assertThat(message).isNotBlank();
    }
}
