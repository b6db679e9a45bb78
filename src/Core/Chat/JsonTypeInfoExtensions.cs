using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LlmFunctions.Chat;

internal static class JsonTypeInfoExtensions
{
    public static JsonTypeInfo<T> GetTypeInfo<T>(this JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
