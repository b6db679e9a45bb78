using System.Buffers;
using System.Globalization;
using Azure.Data.Tables;
using LlmFunctions.Auditing;
using LlmFunctions.Errors;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// The audit log: one partition, because people change things seldom, with rows <c>{inverted ticks}_{id}</c>, so that the newest come first.
/// Rows are added and read; nothing here changes or deletes one.
/// </summary>
internal sealed class AuditTable(TableServiceClient service) : IAuditLog
{
    private const string Partition = "audit";
    private const int Digits = 19;
    private const int IdLength = 32;
    private const int MostRowsAPage = 1000;

    private static readonly SearchValues<char> OfIds = SearchValues.Create("0123456789abcdef");

    private readonly LazyTable _table = new(service, TableNames.Audit);

    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        RunAsync(table => table.AddEntityAsync(AuditEntity.Of(entry, Partition, $"{Inverted(entry.At)}_{entry.Id}"), cancellationToken), cancellationToken);

    public Task<AuditPage> ReadAsync(AuditQuery query, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            List<AuditEntry> entries = [];
            string last = "";
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(Filter(query), Math.Min(query.Limit + 1, MostRowsAPage), cancellationToken: cancellationToken))
            {
                if (entries.Count == query.Limit)
                {
                    return new AuditPage(entries, last);
                }

                entries.Add(AuditEntity.Read(row));
                last = row.RowKey;
            }

            return new AuditPage(entries, null);
        },
        cancellationToken);

    private static string Filter(AuditQuery query)
    {
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        filter += query.After is { } after ? TableClient.CreateQueryFilter($" and RowKey gt {Checked(after)}") : "";
        filter += query.To is { } to ? TableClient.CreateQueryFilter($" and RowKey gt {Inverted(to) + "`"}") : "";
        filter += query.From is { } from ? TableClient.CreateQueryFilter($" and RowKey lt {Inverted(from) + "`"}") : "";
        filter += query.Actor is { } actor ? TableClient.CreateQueryFilter($" and Actor eq {actor}") : "";
        filter += query.Action is { } action ? TableClient.CreateQueryFilter($" and Action eq {action}") : "";
        filter += query.Target is { } target ? TableClient.CreateQueryFilter($" and Target eq {target}") : "";
        return filter;
    }

    private static string Checked(string after) =>
        after.Length == Digits + 1 + IdLength && after[Digits] == '_' && after.AsSpan(0, Digits).IndexOfAnyExceptInRange('0', '9') < 0 && !after.AsSpan(Digits + 1).ContainsAnyExcept(OfIds)
            ? after
            : throw new GatewayException(ErrorKind.InvalidRequest, "'after' must be the 'next' of the page before.", "after");

    // The character after '_' is '`': what is appended to the time of a key is after all keys of that time.
    private static string Inverted(DateTimeOffset time) => (DateTimeOffset.MaxValue.Ticks - time.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, "audit log", work, cancellationToken);
}
