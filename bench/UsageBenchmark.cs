using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Configuration;
using LlmFunctions.Testing;
using LlmFunctions.Usage.Reports;
using Microsoft.Extensions.Logging.Abstractions;

namespace LlmFunctions.Bench;

/// <summary>
/// Writes the generated records of a month as the ledger does, rolls them up as the timer does, and measures how long the gateway's
/// endpoints take to report them.
/// </summary>
internal static class UsageBenchmark
{
    private const int Days = 30;
    private const int Instances = 2;
    private const int RowsATransaction = 100;
    private const int TransactionsAtOnce = 8;
    private const int WarmUps = 5;
    private const int Turns = 20;
    private const int MonthTarget = 200;
    private const int DayTarget = 2000;

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        DateTimeOffset today = new(now.UtcDateTime.Date, TimeSpan.Zero);
        DateTimeOffset yesterday = today.AddDays(-1);
        DateTimeOffset start = today.AddDays(1 - Days);
        int count = options.Requests ?? 100_000;
        string connection = await Azurite.ConnectionStringAsync();
        TableServiceClient storage = new(connection);

        await Report.SayAsync($"Writing the {count} records of a month …");
        GeneratedUsage generated = new(start, now, count);
        TimeSpan writing = await TimeAsync(() => WriteAsync(storage, generated, start, now, cancellationToken));
        await Report.SayAsync($"Written in {writing.TotalSeconds:0} s. Rolling up all days before yesterday …");
        TimeSpan rollingUp = await TimeAsync(() => RollUpAsync(storage, yesterday, cancellationToken));
        UsageReports reports = new(new UsageReader(storage), new RollUpTable(storage), new GatewayOptions(), TimeProvider.System);
        UsageQuery notRolledUp = new() { From = yesterday, To = today, GroupBy = UsageDimensions.Model };
        List<string[]> rows = [["report", "attempts in it", "groups", "ms: p50 / p95 / p99", "target", ""]];
        rows.Add(await MeasureAsync("yesterday by model, not rolled up yet", DayTarget, async () =>
        {
            UsageReport report = await reports.AskAsync(notRolledUp, cancellationToken);
            return (report.Total.Requests, report.Groups.Count);
        }));
        await Report.SayAsync("Rolling up the rest …");
        rollingUp += await TimeAsync(() => RollUpAsync(storage, TimeProvider.System.GetUtcNow(), cancellationToken));

        string adminKey = Guid.NewGuid().ToString();
        await using LocalHostProcess gateway = await LocalHostProcess.StartAsync(
            connection, [new("Gateway__AdminKey", adminKey), new("AzureFunctionsJobHost__extensions__durableTask__hubName", Testing.TableNames.UniquePrefix())], cancellationToken);
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminKey);
        string month = $"from={start:yyyy-MM-dd}&limit=1000";
        string day = $"from={yesterday:yyyy-MM-dd}&to={today:yyyy-MM-dd}&limit=1000&source=records";
        foreach ((string name, string query, int target) in new[]
        {
            ("month, in all", month, MonthTarget),
            ("month by model and day", month + "&group_by=model,day", MonthTarget),
            ("month by app", month + "&group_by=app", MonthTarget),
            ("month by user", month + "&group_by=user", MonthTarget),
            ("month of one app by user", month + "&group_by=user&app=app-1", MonthTarget),
            ("day from records, by user and model", day + "&group_by=user,model", DayTarget),
            ("day from records, one user by model and hour", day + "&group_by=model,hour&user=user-7", DayTarget),
            ("day from records, one app", day + "&app=app-1", DayTarget),
        })
        {
            rows.Add(await MeasureAsync(name, target, () => AskAsync(client, query, cancellationToken)));
        }

        await Report.TableAsync(rows);
        await Report.SayAsync($"Of each report {WarmUps} answers were not counted and {Turns} were; the machine's load at the end: {Load()}.");
        await Report.SayAsync(
            $"{count} records of {Days} days, in {Instances} shards: written in {writing.TotalSeconds:0} s ({count / writing.TotalSeconds:0} a second), rolled up in {rollingUp.TotalSeconds:0} s.");
        await Report.SayAsync(Environment.GetEnvironmentVariable(Azurite.StorageVariable) is { Length: > 0 }
            ? $"Storage: the one that {Azurite.StorageVariable} names, at {storage.Uri.Host}."
            : $"Storage: the emulator Azurite in memory, one process on the same {Environment.ProcessorCount} processors. For each page it looks through all rows of a table; a storage account has an index, and a way over the network.");
    }

    private static async Task WriteAsync(TableServiceClient storage, GeneratedUsage generated, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        UsageTables tables = new(storage);
        UsageDays days = new(storage);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = TransactionsAtOnce, CancellationToken = cancellationToken };
        for (DateTimeOffset period = start; period < end; period += UsagePartition.Period)
        {
            LazyTable table = tables.Of(UsagePartition.PeriodOf(period));
            IEnumerable<TableEntity[]> transactions = generated.Records(period, period + UsagePartition.Period)
                .Select(static (record, index) => (Partition: UsagePartition.Of(record.App, record.StartedAt, index % Instances), Record: record))
                .GroupBy(static row => row.Partition)
                .SelectMany(static partition => partition.Select(static row => UsageTable.ToEntity(row.Partition, row.Record)).Chunk(RowsATransaction));
            await Parallel.ForEachAsync(transactions, parallel, async (rows, token) =>
            {
                await days.EnsureAsync(rows[0].PartitionKey);
                await table.RunAsync(client => client.SubmitTransactionAsync(rows.Select(static row => new TableTransactionAction(TableTransactionActionType.Add, row)), token), token);
            });
        }
    }

    /// <summary>Rolls up as the timer does; up to an hour by having it run shortly after.</summary>
    private static Task RollUpAsync(TableServiceClient storage, DateTimeOffset until, CancellationToken cancellationToken) =>
        new UsageRollUps(new UsageReader(storage), new RollUpTable(storage), new GatewayOptions(), new ManualTimeProvider(until.AddMinutes(10)), NullLogger<UsageRollUps>.Instance).RunAsync(cancellationToken);

    private static async Task<(long Requests, int Groups)> AskAsync(HttpClient client, string query, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri("/api/v1/usage/stats?" + query, UriKind.Relative), cancellationToken);
        string body = await response.Content.ReadAsStringAsync(cancellationToken);
        JsonNode answer = response.IsSuccessStatusCode ? JsonNode.Parse(body)! : throw new InvalidOperationException($"{(int)response.StatusCode} {body}");
        return (answer["total"]!["requests"]!.GetValue<long>(), answer["data"]?.AsArray().Count ?? 1);
    }

    private static async Task<string[]> MeasureAsync(string name, int target, Func<Task<(long Requests, int Groups)>> ask)
    {
        (long requests, int groups) = await ask();
        for (int turn = 1; turn < WarmUps; turn++)
        {
            await ask();
        }

        Series series = new();
        for (int turn = 0; turn < Turns; turn++)
        {
            TimeSpan taken = await TimeAsync(ask);
            series.Add(new Timing(taken.TotalMilliseconds, taken.TotalMilliseconds));
        }

        Percentiles times = series.Of(static timing => timing.Total);
        await Report.SayAsync($"{name}: {times}");
        return [name, Number(requests), Number(groups), times.ToString(), $"{target}", times.P95 < target ? "met" : times.P50 < target ? "met by the median" : "missed"];
    }

    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "not known";

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        long started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
