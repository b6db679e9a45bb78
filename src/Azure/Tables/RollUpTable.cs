using System.Globalization;
using System.Net;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Usage.Reports;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Roll-ups. Hours of a day are a partition, <c>{cube}_hour_{yyyyMMdd}</c>, and so are the days of a month, <c>{cube}_day_{yyyyMM}</c>, and the weeks
/// of a year, <c>{cube}_week_{yyyy}</c>; a row <c>{app}_{HH}</c>, <c>{app}_{dd}</c> or <c>{app}_{MMdd}</c> has all sums of one app. So a month of all apps
/// is a few partitions, read side by side. Hours, which are the most by far, have a table of their own.
/// </summary>
internal sealed class RollUpTable(TableServiceClient service) : IRollUpStore
{
    private const string Through = "Through";
    private const string Late = "late";
    private readonly LazyTable _table = new(service, TableNames.RollUps);
    private readonly LazyTable _hours = new(service, TableNames.RollUpHours);

    public Task<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            // Any answer has it, as every answer of HTTP that an origin server gives.
            NullableResponse<TableEntity> any = await table.GetEntityIfExistsAsync<TableEntity>("progress", Through, ["PartitionKey"], cancellationToken);
            return any.GetRawResponse().Headers.Date ?? throw new InvalidDataException("The storage did not say what time it is.");
        },
        cancellationToken);

    public Task<RollUpProgress> ReadProgressAsync(CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            NullableResponse<TableEntity> stored = await table.GetEntityIfExistsAsync<TableEntity>("progress", Through, cancellationToken: cancellationToken);
            return stored.HasValue ? new RollUpProgress(stored.Value!.GetDateTimeOffset(Through), stored.Value.ETag.ToString()) : new RollUpProgress(null, null);
        },
        cancellationToken);

    public Task<bool> AdvanceAsync(RollUpProgress from, DateTimeOffset to, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            TableEntity row = new("progress", Through) { [Through] = to };
            try
            {
                await (from.Version is { } version
                    ? table.UpdateEntityAsync(row, new ETag(version), TableUpdateMode.Replace, cancellationToken)
                    : table.AddEntityAsync(row, cancellationToken));
                return true;
            }
            catch (RequestFailedException exception) when (
                exception.ErrorCode != "TableNotFound" && (HttpStatusCode)exception.Status is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
            {
                return false;
            }
        },
        cancellationToken);

    public Task WriteAsync(RollUp rollUp, CancellationToken cancellationToken) => RunAsync(
        rollUp.Grain,
        table =>
        {
            string row = $"{rollUp.App}_{Format(rollUp.Start, FormsOf(rollUp.Grain).Row)}";
            TableEntity entity = ContentRows.Split(PartitionOf(rollUp.Cube, rollUp.Grain, rollUp.Start), _ => row, rollUp.Content).Single();
            entity["App"] = rollUp.App;
            entity["Start"] = rollUp.Start;
            return table.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken);
        },
        cancellationToken);

    public Task<IReadOnlyList<RollUp>> ReadAsync(
        RollUpCube cube, RollUpGrain grain, string? app, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<RollUp>>(
        grain,
        async table =>
        {
            List<string> partitions = [];
            for (DateTimeOffset day = new(from.UtcDateTime.Date, TimeSpan.Zero); day < to; day = day.AddDays(1))
            {
                if (PartitionOf(cube, grain, day) is var partition && (partitions.Count == 0 || partitions[^1] != partition))
                {
                    partitions.Add(partition);
                }
            }

            List<RollUp>[] read = await Task.WhenAll(partitions.Select(partition => ReadAsync(table, partition, cube, grain, app, from, to, cancellationToken)));
            return [.. read.SelectMany(static partition => partition)];
        },
        cancellationToken);

    public Task NoteLateAsync(DateTimeOffset hour, CancellationToken cancellationToken) => RunAsync(
        table => table.UpsertEntityAsync(
            new TableEntity(Late, hour.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture)) { [Through] = hour }, TableUpdateMode.Replace, cancellationToken),
        cancellationToken);

    public Task<IReadOnlyList<RollUpProgress>> ReadLateAsync(CancellationToken cancellationToken) => RunAsync<IReadOnlyList<RollUpProgress>>(
        async table =>
        {
            List<RollUpProgress> late = [];
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Late}"), cancellationToken: cancellationToken))
            {
                late.Add(new RollUpProgress(row.GetDateTimeOffset(Through), row.ETag.ToString()));
            }

            return late;
        },
        cancellationToken);

    public Task ForgetLateAsync(RollUpProgress late, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            try
            {
                await table.DeleteEntityAsync(Late, late.Through!.Value.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture), new ETag(late.Version!), cancellationToken);
                return true;
            }
            catch (RequestFailedException exception) when (exception.Status == (int)HttpStatusCode.PreconditionFailed)
            {
                return false;
            }
        },
        cancellationToken);

    public Task<int> PurgeAsync(RollUpGrain grain, DateTimeOffset before, CancellationToken cancellationToken) => RunAsync(
        grain,
        async table =>
        {
            int count = 0;
            foreach (RollUpCube cube in Enum.GetValues<RollUpCube>())
            {
                string filter = TableClient.CreateQueryFilter($"PartitionKey ge {Prefix(cube, grain)} and PartitionKey le {PartitionOf(cube, grain, before)} and Start lt {before}");
                count += await TableRows.DeleteAsync(table, filter, cancellationToken);
            }

            return count;
        },
        cancellationToken);

    private static async Task<List<RollUp>> ReadAsync(
        TableClient table, string partition, RollUpCube cube, RollUpGrain grain, string? app, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        List<RollUp> rollUps = [];
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and Start ge {from} and Start lt {to}");
        filter += app is null ? "" : TableClient.CreateQueryFilter($" and RowKey ge {app + "_"} and RowKey lt {app + "`"}");
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            ReadOnlyMemory<byte> content = ContentRows.Join([row]) ?? throw new InvalidDataException($"The roll-up {partition} {row.RowKey} is not whole.");
            rollUps.Add(new RollUp(cube, grain, row.GetDateTimeOffset("Start") ?? default, row.GetString("App"), content));
        }

        return rollUps;
    }

    private static string Prefix(RollUpCube cube, RollUpGrain grain) => $"{cube}_{grain}_".ToLowerInvariant();

    private static string PartitionOf(RollUpCube cube, RollUpGrain grain, DateTimeOffset start) => Prefix(cube, grain) + Format(start, FormsOf(grain).Partition);

    /// <summary>How the beginning of a roll-up is told in its keys.</summary>
    private static (string Partition, string Row) FormsOf(RollUpGrain grain) => grain switch
    {
        RollUpGrain.Hour => ("yyyyMMdd", "HH"),
        RollUpGrain.Day => ("yyyyMM", "dd"),
        _ => ("yyyy", "MMdd"),
    };

    private static string Format(DateTimeOffset moment, string form) => moment.UtcDateTime.ToString(form, CultureInfo.InvariantCulture);

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) => RunAsync(RollUpGrain.Day, work, cancellationToken);

    private Task<T> RunAsync<T>(RollUpGrain grain, Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(grain == RollUpGrain.Hour ? _hours : _table, "roll-ups of usage", work, cancellationToken);
}
