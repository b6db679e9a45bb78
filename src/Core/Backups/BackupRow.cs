using System.Text.Json;

namespace LlmFunctions.Backups;

/// <summary>A row of a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Partition">Its partition key.</param>
/// <param name="Row">Its row key.</param>
/// <param name="Values">Its properties, with their types where JSON has none of their own.</param>
public sealed record BackupRow(string Table, string Partition, string Row, JsonElement Values);
