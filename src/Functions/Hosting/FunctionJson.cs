using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace LlmFunctions.Functions.Hosting;

/// <summary>
/// Source-generated JSON for what orchestrators and activities take and return. The worker builds its serializer of
/// <see cref="JsonSerializerOptions"/> as they are configured here, and the durable extension turns inputs, outputs, custom
/// status and events into text by that serializer; LocalHost does the same. So a record works in both once its context is
/// added, and so do strings and numbers that the context names.
/// </summary>
internal static class FunctionJson
{
    /// <summary>Adds a context; may be called for several.</summary>
    public static IServiceCollection AddFunctionJson(this IServiceCollection services, JsonSerializerContext context) =>
        services.Configure<JsonSerializerOptions>(options =>
        {
            var chain = options.TypeInfoResolverChain;
            chain.Insert(0, context);

            // A chain that is not empty is all there is, and the official worker itself needs types of its own, such as TimerInfo and object.
            if (JsonSerializer.IsReflectionEnabledByDefault && !chain.OfType<DefaultJsonTypeInfoResolver>().Any())
            {
                chain.Add(new DefaultJsonTypeInfoResolver());
            }
        });
}
