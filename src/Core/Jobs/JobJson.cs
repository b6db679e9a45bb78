using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmFunctions.Jobs.Chat;
using LlmFunctions.Jobs.Webhooks;

namespace LlmFunctions.Jobs;

/// <summary>What is stored of jobs in payloads.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(JobResult))]
[JsonSerializable(typeof(ChatPlan))]
[JsonSerializable(typeof(WebhookReport))]
internal sealed partial class JobJson : JsonSerializerContext
{
    /// <summary>Never embedded in HTML, so nothing but what JSON asks for is escaped.</summary>
    public static JobJson Stored { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<Errors.ErrorKind>() },
    });
}
