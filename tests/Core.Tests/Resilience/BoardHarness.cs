using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Resilience;
using LlmFunctions.Routing;
using LlmFunctions.Secrets;
using LlmFunctions.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Tests.Resilience;

/// <summary>A board with one provider, <c>p</c>, whose accounts a test chooses.</summary>
internal sealed class BoardHarness : ISecretSource, IDisposable
{
    public BoardHarness(params Account[] accounts)
        : this(null, null, accounts)
    {
    }

    /// <param name="store">Shared with other boards.</param>
    /// <param name="time">Shared with other boards.</param>
    /// <param name="accounts">One of the id <c>default</c> when there are none.</param>
    public BoardHarness(MemoryHealthStore? store, ManualTimeProvider? time, params Account[] accounts)
        : this(store, time, null, accounts)
    {
    }

    private BoardHarness(MemoryHealthStore? store, ManualTimeProvider? time, HealthOptions? health, Account[] accounts)
    {
        Store = store ?? new MemoryHealthStore();
        Time = time ?? new ManualTimeProvider();
        Provider provider = Make("key");
        Provider = accounts.Length == 0 ? provider : provider with { Accounts = accounts };
        Board = new HealthBoard(new GatewayOptions { Health = health ?? new HealthOptions() }, new ProviderRegistry([Provider]), Store, new ProviderKeys(this), Time, NullLogger<HealthBoard>.Instance);
    }

    /// <summary>One that learns, and keeps nothing from being called.</summary>
    public static BoardHarness Lenient(params Account[] accounts) => new(null, null, new HealthOptions { Enforced = false }, accounts);

    public MemoryHealthStore Store { get; }

    public ManualTimeProvider Time { get; }

    public Provider Provider { get; }

    public HealthBoard Board { get; }

    /// <summary>The value of every secret.</summary>
    public string Secret { get; set; } = "key";

    /// <summary>Whether whoever keeps the secrets does not answer.</summary>
    public bool HasSilentSecrets { get; set; }

    public AccountSnapshot Account => Board.Describe(Provider)[0];

    public static Provider Make(string? apiKey, string? secret = null) => new()
    {
        Name = "p",
        Dialect = OpenAIDialect.Instance,
        BaseUrl = new Uri("https://p.example.org/v1/"),
        ApiKey = apiKey,
        Secret = secret,
    };

    public static Account An(string id, int weight = 1) => new() { Id = id, Provider = Make("key-" + id), Weight = weight };

    public Candidate Candidate(string model = "m") => new(Provider, model, null);

    public string? Pick(string model = "m", params string[] tried) => Board.Pick(Candidate(model), tried)?.Id;

    public Unusable Why(string model = "m") => Board.Why(Candidate(model));

    public CandidateHealth Health(string model = "m") => Board.Of(Candidate(model), Time.GetUtcNow());

    /// <summary>Makes a call that must be possible, and reports how it ended; it takes no time.</summary>
    public void Call(ErrorKind? failure = null, string model = "m", int? status = null, TimeSpan? retryAfter = null, long tokens = 0, string? refusedKey = null)
    {
        string? account = Pick(model);
        Assert.NotNull(account);
        Board.Started(new TargetKey("p", account, model));
        End(account, failure, model, status, retryAfter, tokens, refusedKey);
    }

    public void End(string account, ErrorKind? failure, string model = "m", int? status = null, TimeSpan? retryAfter = null, long tokens = 0, string? refusedKey = null, TimeSpan duration = default) =>
        Board.Ended(new TargetKey("p", account, model), new AttemptOutcomeReport
        {
            Failure = failure,
            StatusCode = status,
            RetryAfter = retryAfter,
            Tokens = tokens,
            RefusedKey = refusedKey,
            Duration = duration,
        });

    public void Fail(int times, string model = "m")
    {
        for (int i = 0; i < times; i++)
        {
            Call(ErrorKind.UpstreamError, model, status: 500);
        }
    }

    public async ValueTask<string?> GetAsync(string name, CancellationToken cancellationToken) =>
        HasSilentSecrets ? await new TaskCompletionSource<string?>().Task.WaitAsync(cancellationToken) : Secret;

    public void Invalidate(string name)
    {
        // There is nothing kept.
    }

    public void Dispose() => Board.Dispose();
}
