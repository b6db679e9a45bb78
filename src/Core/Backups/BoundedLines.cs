using System.Text;

namespace LlmFunctions.Backups;

/// <summary>Reads lines up to a length. A small file that is unpacked while it is read can have a line that no memory holds.</summary>
internal sealed class BoundedLines(TextReader reader, int longest)
{
    private readonly char[] _buffer = new char[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next line without its end; null after the last.</summary>
    /// <exception cref="InvalidDataException">It is too long.</exception>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        StringBuilder? line = null;
        while (true)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await reader.ReadAsync(_buffer.AsMemory(), cancellationToken));
                if (_end == 0)
                {
                    return line?.ToString();
                }
            }

            int length = _buffer.AsSpan(_start, _end - _start).IndexOf('\n');
            int taken = length < 0 ? _end - _start : length;
            line ??= new StringBuilder();
            if (line.Length + taken > longest)
            {
                throw new InvalidDataException($"The file has a line of more than {longest} characters.");
            }

            line.Append(_buffer, _start, taken);
            _start += taken;
            if (length >= 0)
            {
                _start++;
                return line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
            }
        }
    }
}
