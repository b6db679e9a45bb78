using System.Diagnostics;
using System.Diagnostics.Metrics;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers;
using LlmFunctions.Usage;

namespace LlmFunctions.Diagnostics;

/// <summary>OpenTelemetry's metrics for generative AI, one measurement an attempt. Nothing is computed for one that nobody listens to.</summary>
internal static class GenAiInstruments
{
    private static readonly Histogram<double> Duration = GatewayTelemetry.Meter.CreateHistogram(
        "gen_ai.client.operation.duration", "s", "Duration of an attempt.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Buckets.Durations });

    private static readonly Histogram<long> Tokens = GatewayTelemetry.Meter.CreateHistogram(
        "gen_ai.client.token.usage", "{token}", "Tokens that an attempt used.", advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = Buckets.Tokens });

    private static readonly Histogram<double> FirstToken = GatewayTelemetry.Meter.CreateHistogram(
        "gen_ai.server.time_to_first_token", "s", "Time to the first token of a streamed answer.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Buckets.FirstTokens });

    public static void Record(GatewayCall call, Attempt attempt, UsageRecord record)
    {
        if (!Duration.Enabled && !Tokens.Enabled && !FirstToken.Enabled)
        {
            return;
        }

        TagList tags = new()
        {
            { GenAiNames.Operation, call.Operation },
            { GenAiNames.Provider, TelemetryNames.Of(record.Provider) },
            { GenAiNames.RequestModel, PlainText.Of(record.Model) },
            { GenAiNames.ServerAddress, attempt.Provider.BaseUrl.Host },
        };
        if (attempt.ResponseModel is { } model)
        {
            tags.Add(GenAiNames.ResponseModel, PlainText.Of(model));
        }

        RecordTokens(record, tags);
        if (record.TimeToFirstToken is { } firstToken)
        {
            FirstToken.Record(firstToken.TotalSeconds, tags);
        }

        if (record.Outcome != Attempt.Success)
        {
            tags.Add(GenAiNames.ErrorType, record.Outcome);
        }

        Duration.Record(record.Duration.TotalSeconds, tags);
    }

    private static void RecordTokens(UsageRecord record, TagList tags)
    {
        if (record is { PromptTokens: 0, CompletionTokens: 0 })
        {
            return;
        }

        TagList output = tags;
        tags.Add(GenAiNames.TokenType, "input");
        output.Add(GenAiNames.TokenType, "output");
        Tokens.Record(record.PromptTokens, tags);
        Tokens.Record(record.CompletionTokens, output);
    }
}
