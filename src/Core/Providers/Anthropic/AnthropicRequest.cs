using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>Writes a canonical request as a Messages request.</summary>
internal static class AnthropicRequest
{
    /// <summary>The <c>max_tokens</c>, which Anthropic demands, where neither the client nor the catalog names one.</summary>
    public const int DefaultMaxTokens = 4096;

    public static UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target)
    {
        AnthropicFields.Refuse(request);
        List<string> dropped = [];
        AnthropicModel model = AnthropicModel.Parse(target.Model);
        int limit = Limit(request, target);
        AnthropicThinking thinking = AnthropicThinking.Plan(request, model, limit, dropped);
        AnthropicFormat format = AnthropicFormat.Plan(request, model, dropped);

        ReadOnlyMemory<byte> body = JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("model"u8, target.Model);
            writer.WriteNumber("max_tokens"u8, limit);
            AnthropicSystem.Write(writer, request.Messages, format.Instruction, dropped);
            AnthropicMessages.Write(writer, request.Messages, dropped);
            AnthropicTools.Write(writer, request, model, dropped);
            WriteSampling(writer, request, model, thinking, dropped);
            thinking.Write(writer);
            format.Write(writer, thinking.Effort, request.Extra, dropped);
            AnthropicFields.Write(writer, request, dropped);
            if (request.IsStreaming)
            {
                writer.WriteBoolean("stream"u8, true);
            }

            writer.WriteEndObject();
        });
        return new UpstreamRequest { Path = AnthropicDialect.MessagesPath, Body = body, Dropped = [.. dropped.Distinct()] };
    }

    private static int Limit(ChatRequest request, UpstreamTarget target) =>
        request.OutputLimit ?? target.Info?.MaxOutput ?? DefaultMaxTokens + Math.Max(0, request.Thinking?.BudgetTokens ?? 0);

    private static void WriteSampling(
        Utf8JsonWriter writer, ChatRequest request, AnthropicModel model, AnthropicThinking thinking, List<string> dropped)
    {
        // A client that asks for effort in OpenAI's words cannot know that thinking here rules these out.
        bool thinks = thinking.IsImplied;
        Number("temperature", request.Temperature, model.RefusesSampling || (thinks && request.Temperature != 1));
        Number("top_p", request.TopP, model.RefusesSampling || (thinks && request.TopP < 0.95));
        Number("top_k", request.TopK, model.RefusesSampling || thinks);
        if (request.Stop is { Count: > 0 } stop)
        {
            writer.WriteStartArray("stop_sequences"u8);
            foreach (string sequence in stop)
            {
                writer.WriteStringValue(string.IsNullOrWhiteSpace(sequence)
                    ? throw AnthropicJson.Unsupported("stop sequences of nothing but white space", "stop")
                    : sequence);
            }

            writer.WriteEndArray();
        }

        void Number(string name, double? value, bool drop)
        {
            if (value is null)
            {
                return;
            }

            if (drop)
            {
                dropped.Add(name);
            }
            else
            {
                writer.WriteNumber(name, value.Value);
            }
        }
    }
}
