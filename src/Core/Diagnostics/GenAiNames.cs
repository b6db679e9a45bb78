namespace LlmFunctions.Diagnostics;

/// <summary>
/// Names of attributes: OpenTelemetry's for generative AI, and under <c>llm.</c> what it has none for.
/// See https://opentelemetry.io/docs/specs/semconv/gen-ai/.
/// </summary>
internal static class GenAiNames
{
    public const string Operation = "gen_ai.operation.name";
    public const string Provider = "gen_ai.provider.name";
    public const string RequestModel = "gen_ai.request.model";
    public const string ResponseModel = "gen_ai.response.model";
    public const string FinishReasons = "gen_ai.response.finish_reasons";
    public const string InputTokens = "gen_ai.usage.input_tokens";
    public const string OutputTokens = "gen_ai.usage.output_tokens";
    public const string CacheReadTokens = "gen_ai.usage.cache_read.input_tokens";
    public const string CacheCreationTokens = "gen_ai.usage.cache_creation.input_tokens";
    public const string TokenType = "gen_ai.token.type";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string StatusCode = "http.response.status_code";
    public const string ErrorType = "error.type";

    public const string App = "llm.app";
    public const string RequestId = "llm.request_id";
    public const string Strategy = "llm.strategy";
    public const string Experiment = "llm.experiment";
    public const string Attempts = "llm.attempts";
    public const string Attempt = "llm.attempt";
    public const string Account = "llm.account";
    public const string Outcome = "llm.outcome";
    public const string Cost = "llm.cost";
    public const string Estimated = "llm.usage.estimated";
    public const string TimeToFirstToken = "llm.time_to_first_token";
}
