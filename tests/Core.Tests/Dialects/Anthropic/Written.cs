using System.Buffers;
using System.Text;

namespace LlmFunctions.Tests.Dialects.Anthropic;

/// <summary>What a writer wrote, as text.</summary>
internal static class Written
{
    public static string By(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
