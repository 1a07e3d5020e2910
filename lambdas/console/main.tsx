/** Where the console starts. */
import '@picocss/pico/css/pico.min.css';
import './styles/theme.css';
import './styles/layout.css';
import './styles/parts.css';
import './styles/pages.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { readConfig } from './session/config.ts';

const root = document.getElementById('app');
if (root !== null) {
  render(
    <App
      readConfig={() => readConfig((input, init) => fetch(input, init))}
      operations={ROLLCALL_OPERATIONS}
      guides={ROLLCALL_GUIDES}
      indexes={ROLLCALL_INDEXES}
    />,
    root,
  );
}
