using System.Text;
using LlmFunctions.ModelManagement;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Ollama;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Secrets;
using LlmFunctions.Testing;
using LlmFunctions.Tests.Configuration;
using LlmFunctions.Tests.Pipeline;
using LlmFunctions.Upstream;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Tests.ModelManagement;

public sealed class RequiredModelsTests : IDisposable
{
    private const string Tags = """{"models":[{"name":"llama3:8b","model":"llama3:8b","modified_at":"2026-01-01T00:00:00Z","size":4661224676,"digest":"365c0bd3c000"},{"name":"qwen:latest","model":"qwen:latest","size":1}]}""";

    private const string Pull = """
        {"status":"pulling manifest"}
        {"status":"pulling 6a0746a1ec1a","digest":"sha256:6a07","total":4000,"completed":1000}
        {"status":"pulling 4fa551d4f938","digest":"sha256:4fa5","total":100}
        {"status":"pulling 6a0746a1ec1a","digest":"sha256:6a07","total":4000,"completed":4000}
        {"status":"pulling 4fa551d4f938","digest":"sha256:4fa5","total":100,"completed":100}
        {"status":"verifying sha256 digest"}
        {"status":"success"}

        """;

    private readonly ManualTimeProvider _time = new();
    private readonly RecordingModelStore _store = new();
    private readonly List<UpstreamClient> _clients = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _clients.ForEach(static client => client.Dispose());

    [Fact]
    public async Task What_is_there_is_present_with_the_tag_latest_or_without()
    {
        await Required(Provider(ScriptedHandler.Answer(200, Tags)) with { RequiredModels = ["llama3:8b", "qwen", "LLAMA3:8B"] }).CheckAsync(Cancel);

        Assert.Equal(["llama3:8b Present", "qwen Present", "LLAMA3:8B Present"], States());
    }

    [Fact]
    public async Task What_is_missing_is_reported_and_nothing_is_fetched_unless_the_settings_allow_it()
    {
        ScriptedHandler handler = new(ScriptedHandler.Answer(200, Tags));
        await Required(Provider(handler) with { RequiredModels = ["mistral"] }).CheckAsync(Cancel);

        Assert.Equal(["mistral Missing"], States());
        Assert.Equal(1, handler.Calls);
    }

    [Fact]
    public async Task What_is_missing_is_fetched_where_the_settings_allow_it()
    {
        await Required(Provider(ScriptedHandler.Answer(200, Tags), Stream(Pull)) with { RequiredModels = ["llama3:8b", "mistral"], AutoDownload = true }).CheckAsync(Cancel);

        Assert.Equal(["llama3:8b Present", "mistral Pulling", "mistral Present"], States());
        Assert.Equal((4100L, 4100L), (_store.Saved[^1].Completed, _store.Saved[^1].Total));
    }

    [Fact]
    public async Task Progress_is_saved_while_it_goes_on_but_not_with_every_line()
    {
        PushStream body = new();
        Task check = Required(Provider(ScriptedHandler.Answer(200, Tags), ScriptedHandler.Stream(body)) with { RequiredModels = ["mistral"], AutoDownload = true }).CheckAsync(Cancel);

        Assert.Equal(RequiredModelState.Pulling, (await _store.NextAsync(Cancel)).State);
        _time.Advance(TimeSpan.FromSeconds(3));
        body.Push("""{"status":"pulling a","digest":"a","total":4000,"completed":1500}""" + "\n");
        body.Push("""{"status":"pulling a","digest":"a","total":4000,"completed":1600}""" + "\n");
        body.Push("""{"status":"success"}""" + "\n");
        await check;

        Assert.Equal(["mistral Pulling", "mistral Pulling", "mistral Present"], States());
        Assert.Equal((1500L, 4000L, "pulling a"), (_store.Saved[1].Completed, _store.Saved[1].Total, _store.Saved[1].Message));
    }

    [Fact]
    public async Task A_failure_is_kept_with_its_reason_and_the_next_check_tries_again()
    {
        RequiredModels required = Required(Provider(
            ScriptedHandler.Answer(200, Tags),
            Stream("{\"status\":\"pulling manifest\"}\n{\"error\":\"pull model manifest: file does not exist\"}\n"),
            ScriptedHandler.Answer(200, Tags),
            Stream(Pull)) with { RequiredModels = ["mistral"], AutoDownload = true });

        await required.CheckAsync(Cancel);
        Assert.Equal((RequiredModelState.Failed, "pull model manifest: file does not exist"), (_store.Saved[^1].State, _store.Saved[^1].Message));
        await required.CheckAsync(Cancel);

        Assert.Equal(["mistral Pulling", "mistral Failed", "mistral Pulling", "mistral Present"], States());
    }

    [Fact]
    public async Task A_download_that_breaks_off_has_failed()
    {
        await Required(Provider(ScriptedHandler.Answer(200, Tags), Stream("{\"status\":\"pulling manifest\"}\n")) with { RequiredModels = ["mistral"], AutoDownload = true }).CheckAsync(Cancel);

        Assert.Equal(["mistral Pulling", "mistral Failed"], States());
    }

    [Fact]
    public async Task One_model_that_fails_does_not_keep_the_next_from_being_fetched()
    {
        await Required(Provider(ScriptedHandler.Answer(200, Tags), ScriptedHandler.Answer(500, """{"error":"disk full"}"""), Stream(Pull)) with { RequiredModels = ["a", "b"], AutoDownload = true }).CheckAsync(Cancel);

        Assert.Equal(["a Pulling", "a Failed", "b Pulling", "b Present"], States());
        Assert.Equal("disk full", _store.Saved[1].Message);
    }

    [Fact]
    public async Task Of_a_provider_that_does_not_answer_nothing_is_known()
    {
        await Required(Provider(ScriptedHandler.Answer(503, "")) with { RequiredModels = ["mistral"], AutoDownload = true }).CheckAsync(Cancel);

        Assert.Equal(["mistral Unknown"], States());
        Assert.Contains("503", _store.Saved[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_takes_too_long_for_a_function_ends_well_and_the_next_goes_on()
    {
        PushStream body = new();
        ScriptedHandler handler = new(ScriptedHandler.Answer(200, Tags), ScriptedHandler.Stream(body), ScriptedHandler.Answer(200, Tags), Stream(Pull), Stream(Pull));
        RequiredModels required = Required(Provider(handler) with { RequiredModels = ["a", "b"], AutoDownload = true });
        Task check = required.CheckAsync(Cancel);
        Assert.Equal(RequiredModelState.Pulling, (await _store.NextAsync(Cancel)).State);
        _time.Advance(TimeSpan.FromSeconds(3));
        body.Push("""{"status":"pulling a","digest":"a","total":4000,"completed":10}""" + "\n");
        Assert.Equal(10, (await _store.NextAsync(Cancel)).Completed);

        _time.Advance(TimeSpan.FromMinutes(8));
        await check;
        Assert.Equal(["a Pulling", "a Pulling", "a Missing"], States());
        Assert.Equal((10L, "interrupted; the next check goes on"), (_store.Saved[^1].Completed, _store.Saved[^1].Message));

        await required.CheckAsync(Cancel);
        Assert.Equal(["a Pulling", "a Pulling", "a Missing", "a Pulling", "a Present", "b Pulling", "b Present"], States());
    }

    [Fact]
    public async Task A_stop_of_the_host_is_told_to_the_host()
    {
        PushStream body = new();
        using CancellationTokenSource stop = new();
        Task check = Required(Provider(ScriptedHandler.Answer(200, Tags), ScriptedHandler.Stream(body)) with { RequiredModels = ["a", "b"], AutoDownload = true }).CheckAsync(stop.Token);
        Assert.Equal(RequiredModelState.Pulling, (await _store.NextAsync(Cancel)).State);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => check);
        Assert.Equal(["a Pulling", "a Missing"], States());
    }

    [Fact]
    public async Task Providers_without_required_models_are_not_asked()
    {
        ScriptedHandler handler = new(ScriptedHandler.Answer(200, Tags));
        await Required(Provider(handler)).CheckAsync(Cancel);

        Assert.Equal(0, handler.Calls);
        Assert.Empty(_store.Saved);
    }

    [Fact]
    public async Task The_list_has_every_required_model_even_before_the_first_check()
    {
        Provider provider = Provider(ScriptedHandler.Answer(200, Tags)) with { RequiredModels = ["llama3:8b", "new"] };
        RequiredModels required = Required(provider with { RequiredModels = ["llama3:8b", "old"] });
        await required.CheckAsync(Cancel);

        IReadOnlyList<RequiredModel> list = await required.ListAsync(provider, Cancel);

        Assert.Equal([("llama3:8b", RequiredModelState.Present), ("new", RequiredModelState.Unknown)], list.Select(static model => (model.Model, model.State)));
    }

    private static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Stream(string lines) =>
        (request, cancellationToken) => ScriptedHandler.Stream(new MemoryStream(Encoding.UTF8.GetBytes(lines)))(request, cancellationToken);

    private static Provider Provider(params Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>[] steps) => Provider(new ScriptedHandler(steps));

    private static Provider Provider(ScriptedHandler handler) => new()
    {
        Name = "den",
        Dialect = OllamaDialect.Instance,
        BaseUrl = new Uri("http://den.example.org/"),
        Timeout = TimeSpan.FromHours(1),
        InProcess = _ => handler,
    };

    private RequiredModels Required(Provider provider)
    {
        ProviderRegistry registry = new([provider, provider with { Name = "other", Dialect = OpenAIDialect.Instance }]);
        UpstreamClient client = new(_time, new ScriptedTokens());
        _clients.Add(client);
        ModelManager manager = new(registry, client, new ProviderKeys(new ConfigurationSecretSource(SettingsOf.Variables())), _time);
        return new RequiredModels(registry, manager, _store, _time, NullLogger<RequiredModels>.Instance);
    }

    private IEnumerable<string> States() => _store.Saved.Select(static model => $"{model.Model} {model.State}");
}
