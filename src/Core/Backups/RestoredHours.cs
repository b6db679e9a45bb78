using System.Text.Json;
using LlmFunctions.Usage.Reports;

namespace LlmFunctions.Backups;

/// <summary>The hours that restored records of usage are of: their sums, made before, lack them.</summary>
public sealed class RestoredHours
{
    private const string Start = "StartedAt";

    private readonly HashSet<DateTimeOffset> _hours = [];

    public IReadOnlyCollection<DateTimeOffset> All => _hours;

    /// <summary>Takes note of a row, if it is of a record.</summary>
    public void Add(BackupRow row)
    {
        if (row.Values.TryGetProperty(Start, out JsonElement typed) && typed.ValueKind == JsonValueKind.Object
            && typed.TryGetProperty("time", out JsonElement time) && time.TryGetDateTimeOffset(out DateTimeOffset started))
        {
            _hours.Add(Times.Hour(started));
        }
    }
}
