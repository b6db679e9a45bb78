using System.Diagnostics;
using System.Globalization;
using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Quotas;
using LlmFunctions.Security;
using LlmFunctions.Upstream;
using LlmFunctions.Usage;
using Microsoft.Extensions.Logging.Abstractions;

namespace LlmFunctions.Bench;

/// <summary>
/// What a call takes for its key and its limits: authentication, a reservation of three limits (requests, tokens and money), and its settlement.
/// The counters answer after five milliseconds, as a storage account may.
/// </summary>
internal static class LimitsBenchmark
{
    private static readonly int[] Percents = [50, 95, 99];

    private static readonly QuotaOptions[] Rules =
    [
        new() { Name = "requests", Scope = QuotaScope.App, Unit = QuotaUnit.Requests, Window = QuotaWindow.Hour, Limit = 1_000_000_000 },
        new() { Name = "tokens", Scope = QuotaScope.User, Unit = QuotaUnit.Tokens, Window = QuotaWindow.Day, Limit = 1_000_000_000_000 },
        new() { Name = "money", Scope = QuotaScope.App, Unit = QuotaUnit.Money, Window = QuotaWindow.Month, Limit = 1_000_000_000 },
    ];

    private static readonly QuotaNeed Need = new()
    {
        Model = "model",
        Prompt = 500,
        MostPrompt = 2_000,
        Output = 1_000,
        LeastOutput = 1_000,
        Price = new ModelPrice { Input = 1.25m, Output = 10 },
    };

    private static readonly UsageRecord Record = new()
    {
        RequestId = "request",
        Attempt = 1,
        StartedAt = DateTimeOffset.UnixEpoch,
        App = "bench",
        KeyId = "key",
        RequestedModel = "model",
        Model = "model",
        Provider = "provider",
        Account = "default",
        Dialect = "openai",
        Outcome = "success",
        Duration = TimeSpan.FromSeconds(1),
        PromptTokens = 480,
        CompletionTokens = 200,
        Cost = 0.0026m,
    };

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        int count = options.Requests ?? 200_000;
        List<string[]> rows = [["calls at once", "µs: p50 / p95 / p99", "calls", "calls of the storage", "calls for each of these"]];
        foreach (int atOnce in new[] { 1, options.Concurrency ?? 64 })
        {
            SlowCounters counters = new();
            OneKey keys = new();
            GatewayOptions settings = new();
            using PublicDocuments documents = new(TimeProvider.System);
            TokenValidator tokens = new(settings, new SigningKeys(settings, documents, TimeProvider.System, NullLogger<SigningKeys>.Instance), TimeProvider.System);
            Authenticator authenticator = new(settings, keys, tokens, TimeProvider.System);
            await using QuotaKeeper keeper = new(Rules, counters, TimeProvider.System, NullLogger<QuotaKeeper>.Instance);
            await MeasureAsync(authenticator, keys, keeper, 20_000, atOnce, cancellationToken);
            int before = counters.Calls;
            double[] sorted = await MeasureAsync(authenticator, keys, keeper, count, atOnce, cancellationToken);
            int calls = counters.Calls - before;
            rows.Add([Text(atOnce), string.Join(" / ", Percents.Select(percent => sorted[sorted.Length * percent / 100].ToString("0.0", CultureInfo.InvariantCulture))), Text(count), Text(calls), Text(count / Math.Max(1, calls))]);
        }

        await Report.TableAsync(rows);
    }

    /// <summary>Microseconds of each call, sorted. What is under way is held while others go on, as calls of a provider are.</summary>
    private static async Task<double[]> MeasureAsync(Authenticator authenticator, OneKey keys, QuotaKeeper keeper, int count, int atOnce, CancellationToken cancellationToken)
    {
        double[] taken = new double[count];
        Queue<QuotaReservation> underWay = [];
        for (int i = 0; i < count; i++)
        {
            QuotaReservation? ended = underWay.Count >= atOnce ? underWay.Dequeue() : null;
            long started = Stopwatch.GetTimestamp();
            Caller caller = await authenticator.AuthenticateAsync(new CallerCredentials(keys.Key, null), cancellationToken);
            underWay.Enqueue(await keeper.ReserveAsync(new QuotaSubjects(caller.App, "user", "provider/default", null), Need, cancellationToken));
            ended?.Settle(Record);
            taken[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        foreach (QuotaReservation reservation in underWay)
        {
            reservation.Release();
        }

        Array.Sort(taken);
        return taken;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A store with one gateway key.</summary>
    private sealed class OneKey : IGatewayKeyStore
    {
        private readonly GatewayKey _record;

        public OneKey() => _record = new GatewayKey
        {
            Id = GatewayKeyText.Id(Key)!,
            App = "bench",
            Prefix = GatewayKeyText.Prefix(Key),
            Hash = GatewayKeyText.Hash(Key),
            CreatedAt = DateTimeOffset.UnixEpoch,
        };

        public string Key { get; } = GatewayKeyText.Create();

        public Task AddAsync(GatewayKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<GatewayKey?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult<GatewayKey?>(_record);

        public Task<IReadOnlyList<GatewayKey>> ListAsync(string? app, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<GatewayKey?> ChangeAsync(GatewayKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RevokeAsync(string id, DateTimeOffset revokedAt, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> ReplaceAsync(GatewayKey old, DateTimeOffset oldExpiresAt, GatewayKey replacement, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>Counters in memory that take as long as a storage account.</summary>
    private sealed class SlowCounters : IQuotaStore
    {
        private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(5);
        private readonly Lock _gate = new();
        private readonly Dictionary<QuotaKey, QuotaCounter> _counters = [];
        private int _calls;

        public int Calls => _calls;

        public async Task<QuotaCounter> UpdateAsync(QuotaKey key, Func<QuotaCounter, QuotaCounter> change, CancellationToken cancellationToken)
        {
            // Reading a row and writing it.
            Interlocked.Add(ref _calls, 2);
            await Task.Delay(Latency, TimeProvider.System, cancellationToken);
            lock (_gate)
            {
                return _counters[key] = change(_counters.GetValueOrDefault(key, QuotaCounter.Empty));
            }
        }

        public Task<IReadOnlyList<StoredCounter>> ReadAsync(string rule, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task BeatAsync(string instance, DateTimeOffset until, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            return Task.Delay(Latency, TimeProvider.System, cancellationToken);
        }

        public Task ForgetAsync(string instance, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyList<string>> FindDeadAsync(DateTimeOffset before, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<StoredCounter>> FindOrphansAsync(DateTimeOffset now, DateTimeOffset before, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
