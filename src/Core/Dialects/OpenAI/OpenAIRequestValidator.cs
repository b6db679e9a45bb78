using System.Globalization;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Dialects.OpenAI;

/// <summary>Refuses what no provider could make sense of, naming the field; what only some refuse is left to them.</summary>
internal static class OpenAIRequestValidator
{
    private const int MostAlternatives = 128;
    private const int MostStopSequences = 16;
    private const int MostTopLogprobs = 20;

    public static void Validate(ChatRequest request)
    {
        ValidateModel(request);
        OpenAIMessageValidator.Validate(request.Messages);
        ValidateSampling(request);
        ValidateStop(request.Stop);
        ValidateOutput(request);
        OpenAIToolValidator.Validate(request);
    }

    public static GatewayException Missing(string param, string? hint = null) =>
        new(ErrorKind.InvalidRequest, $"Missing required field '{param}'{(hint is null ? "" : $": {hint}")}.", param);

    public static GatewayException Invalid(string param, string why) =>
        new(ErrorKind.InvalidRequest, $"'{param}' {why}.", param);

    public static void ValidateModel(IModelRequest request)
    {
        if (request.Models is { } models)
        {
            for (int i = 0; i < models.Count; i++)
            {
                if (string.IsNullOrWhiteSpace(models[i]))
                {
                    throw Invalid($"models[{i}]", "must not be empty");
                }
            }
        }

        if (request.Model is not null && string.IsNullOrWhiteSpace(request.Model))
        {
            throw Invalid("model", "must not be empty");
        }

        if (request.Models is { Count: 0 })
        {
            throw Invalid("models", "must not be empty");
        }

        if (request.Model is null && request.Models is null)
        {
            throw Missing("model");
        }

        if (request.Provider is { Length: 0 })
        {
            throw Invalid("provider", "must not be empty");
        }
    }

    private static void ValidateSampling(ChatRequest request)
    {
        Range("temperature", request.Temperature, 0, 2);
        Range("top_p", request.TopP, 0, 1);
        Range("frequency_penalty", request.FrequencyPenalty, -2, 2);
        Range("presence_penalty", request.PresencePenalty, -2, 2);
        Range("n", request.N, 1, MostAlternatives);
        Range("max_tokens", request.MaxTokens, 1, int.MaxValue);
        Range("max_completion_tokens", request.MaxCompletionTokens, 1, int.MaxValue);
        Range("top_logprobs", request.TopLogprobs, 0, MostTopLogprobs);
        if (request.TopLogprobs is not null && request.Logprobs is not true)
        {
            throw Invalid("top_logprobs", "is only allowed when 'logprobs' is true");
        }

        if (request.LogitBias is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
        {
            throw Invalid("logit_bias", "must be an object of token ids and biases");
        }

        if (request.Metadata is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
        {
            throw Invalid("metadata", "must be an object");
        }
    }

    private static void ValidateStop(IReadOnlyList<string>? stop)
    {
        if (stop?.Count > MostStopSequences)
        {
            throw Invalid("stop", string.Create(CultureInfo.InvariantCulture, $"must have at most {MostStopSequences} sequences"));
        }

        for (int i = 0; i < stop?.Count; i++)
        {
            if (stop[i].Length == 0)
            {
                throw Invalid(stop.Count == 1 ? "stop" : $"stop[{i}]", "must not be empty");
            }
        }
    }

    private static void ValidateOutput(ChatRequest request)
    {
        if (request.StreamOptions is not null && !request.IsStreaming)
        {
            throw Invalid("stream_options", "is only allowed when 'stream' is true");
        }

        if (request.ResponseFormat is not { } format)
        {
            return;
        }

        if (format.Type.Length == 0)
        {
            throw Missing("response_format.type");
        }

        if (format.Type == ResponseFormat.JsonSchemaType)
        {
            JsonSchemaFormat schema = format.JsonSchema ?? throw Missing("response_format.json_schema");
            if (schema.Name is not { Length: > 0 })
            {
                throw Missing("response_format.json_schema.name");
            }

            if (schema.Schema is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
            {
                throw Invalid("response_format.json_schema.schema", "must be an object");
            }
        }
    }

    private static void Range(string param, double? value, double least, double most)
    {
        if (value < least || value > most)
        {
            string limits = most == int.MaxValue ? $"at least {least}" : string.Create(CultureInfo.InvariantCulture, $"between {least} and {most}");
            throw Invalid(param, string.Create(CultureInfo.InvariantCulture, $"must be {limits}, not {value}"));
        }
    }
}
