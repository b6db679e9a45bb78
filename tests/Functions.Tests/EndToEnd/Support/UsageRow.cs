using System.Globalization;
using Azure.Data.Tables;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>A usage record as whoever reads the table sees it.</summary>
internal sealed class UsageRow(TableEntity entity)
{
    public TableEntity Entity => entity;

    public string RequestId => entity.GetString("RequestId");

    public int Attempt => entity.GetInt32("Attempt")!.Value;

    public DateTimeOffset StartedAt => entity.GetDateTimeOffset("StartedAt")!.Value;

    public string App => entity.GetString("App");

    public string KeyId => entity.GetString("KeyId");

    public string Model => entity.GetString("Model");

    public string RequestedModel => entity.GetString("RequestedModel");

    public string Provider => entity.GetString("Provider");

    public string Account => entity.GetString("Account");

    public bool Streamed => entity.GetBoolean("Streamed")!.Value;

    public long PromptTokens => entity.GetInt64("PromptTokens")!.Value;

    public long CompletionTokens => entity.GetInt64("CompletionTokens")!.Value;

    public long TotalTokens => entity.GetInt64("TotalTokens")!.Value;

    public long CachedTokens => entity.GetInt64("CachedTokens")!.Value;

    public long ReasoningTokens => entity.GetInt64("ReasoningTokens")!.Value;

    public bool Estimated => entity.GetBoolean("Estimated")!.Value;

    public decimal? Cost => entity.GetString("Cost") is { } cost ? decimal.Parse(cost, CultureInfo.InvariantCulture) : null;

    public string Outcome => entity.GetString("Outcome");

    public int? UpstreamStatus => entity.GetInt32("UpstreamStatus");

    public string? FinishReason => entity.GetString("FinishReason");
}
