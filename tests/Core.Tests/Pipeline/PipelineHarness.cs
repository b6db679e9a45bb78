using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Diagnostics;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Guardrails;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Quotas;
using LlmFunctions.Routing;
using LlmFunctions.Secrets;
using LlmFunctions.Security;
using LlmFunctions.Testing;
using LlmFunctions.Tests.Configuration;
using LlmFunctions.Tests.Quotas;
using LlmFunctions.Tests.Resilience;
using LlmFunctions.Tests.Routing;
using LlmFunctions.Upstream;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Tests.Pipeline;

/// <summary>The pipeline with providers named <c>a</c>, <c>b</c> … that follow scripts.</summary>
internal sealed class PipelineHarness : IDisposable
{
    public const string ApiKey = "sk-secret-of-the-provider";

    private readonly UpstreamClient _upstream;
    private readonly CallPipeline _pipeline;

    public PipelineHarness(params ScriptedHandler[] providers)
        : this(OpenAIDialect.Instance, providers)
    {
    }

    public PipelineHarness(IProviderDialect dialect, params ScriptedHandler[] providers)
        : this(new GatewayOptions { Retry = new RetryOptions { MaxRetries = 0 } }, dialect, providers)
    {
    }

    public PipelineHarness(GatewayOptions options, IProviderDialect dialect, params ScriptedHandler[] providers)
        : this(options, dialect, null, providers)
    {
    }

    /// <param name="options">The settings.</param>
    /// <param name="dialect">What the providers speak.</param>
    /// <param name="secrets">Where their keys are; null where the settings have them.</param>
    /// <param name="providers">How they answer.</param>
    public PipelineHarness(GatewayOptions options, IProviderDialect dialect, ISecretSource? secrets, params ScriptedHandler[] providers)
    {
        ProviderRegistry registry = new([.. providers.Select((handler, index) => new Provider
        {
            Name = $"{(char)('a' + index)}",
            Dialect = dialect,
            BaseUrl = new Uri("https://inner.example.org/v1/"),
            ApiKey = secrets is null ? ApiKey : null,
            Secret = secrets is null ? null : "key",
            Timeout = TimeSpan.FromSeconds(30),
            InProcess = _ => handler,
        })]);
        Quotas = new QuotaKeeper(options.Quotas, Counters, Time, NullLogger<QuotaKeeper>.Instance);
        _upstream = new UpstreamClient(Time, new ScriptedTokens());
        UsageRecorder recorder = new(Ledger, ModelCatalog.BuiltIn, Time, NullLogger<UsageRecorder>.Instance);
        CallObserver observer = new(Metrics, Time, Logs);
        AppPolicies policies = new(new GatewayOptions());
        Router = RoutingHarness.RouterOf(new GatewayOptions(), registry, Time);
        RouteStage route = new(Router, policies, NullLogger<RouteStage>.Instance);
        AttemptStage attempt = new(
            new Hedge(options.Hedge, new AttemptRunner(_upstream, new ProviderKeys(secrets ?? new ConfigurationSecretSource(SettingsOf.Variables())), Pool, new AttemptLimits(Quotas), Time), Time),
            Pool,
            options,
            new Random(7),
            Time,
            NullLogger<AttemptStage>.Instance);
        _pipeline = new CallPipeline([new SettleStage(recorder, observer), route, attempt]);
        Unsettled = new UnsettledCalls(new GuardStage(new Guards(new GatewayOptions(), policies)), route, attempt, recorder, observer, policies, NullLogger<UnsettledCalls>.Instance);
    }

    public MemoryQuotaStore Counters { get; } = new();

    public QuotaKeeper Quotas { get; }

    public ScriptedPool Pool { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public CallMetrics Metrics { get; } = new();

    public RecordingLogger<CallObserver> Logs { get; } = new();

    public RecordingLedger Ledger { get; } = new();

    public UnsettledCalls Unsettled { get; }

    public Router Router { get; }

    /// <summary>The chat call that was run last.</summary>
    public ChatCall? LastCall { get; private set; }

    public Task<CallAnswer> RunForClientAsync(string body, CancellationToken cancellationToken)
    {
        LastCall = CallOf(body);
        return _pipeline.RunAsync(LastCall, cancellationToken);
    }

    public static ChatCall CallOf(string body) => new()
    {
        RequestId = "r1",
        Caller = new Caller("shop", "k1"),
        Dialect = OpenAIClientDialect.Instance,
        Request = OpenAIClientDialect.Instance.ReadRequest(System.Text.Encoding.UTF8.GetBytes(body)),
    };

    public Task<CallAnswer> RunAsync(string body) => RunForClientAsync(body, TestContext.Current.CancellationToken);

    public async Task<EmbeddingsAnswer> EmbedAsync(string body, IClientDialect? dialect = null, IEmbeddingsForm? form = null)
    {
        form ??= OpenAIEmbeddingsForm.Instance;
        EmbeddingsCall call = new()
        {
            RequestId = "r1",
            Caller = new Caller("shop", "k1"),
            Dialect = dialect ?? OpenAIClientDialect.Instance,
            Form = form,
            Request = form.ReadRequest(System.Text.Encoding.UTF8.GetBytes(body)),
        };
        return (EmbeddingsAnswer)await _pipeline.RunAsync(call, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _upstream.Dispose();
}
